/// Scores are amplitudes; a class is found with the probability of its intensity.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/square.h>

#include "blackbody/training/networks/cost.h"

namespace blackbody {
namespace {

constexpr double tiny = 1e-12;  ///< an intensity that no float32 of order 1 can tell from none

at::Tensor log_probabilities(const CostCall& call) {
    const at::Tensor square = call.scores.square();
    const at::Tensor intensity = call.field == Field::complex ? square.unflatten(1, {-1, 2}).sum(2) : square;
    return at::log_softmax((intensity + tiny).log(), 1);
}

const Cost record{.name = "born",
                  .formula = "-<ln (|ψ_label|² / Σ |ψ|²)>",
                  .entropy = "of the labels, coded by the outcomes of a measurement of ψ",
                  .reference = "M. Born, Z. Phys. 37, 863 (1926)",
                  .log_probabilities = log_probabilities,
                  .loss = [](const CostCall& call) { return cross_entropy(log_probabilities(call), call); }};
const Registered<Cost> entry{record};

}  // namespace
}  // namespace blackbody

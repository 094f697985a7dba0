/// A class has m microstates; the scores are minus their energies. With m = 1 it is the cross entropy.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>

#include "blackbody/training/networks/cost.h"

namespace blackbody {
namespace {

at::Tensor log_probabilities(const CostCall& call) {
    return at::log_softmax(call.scores.unflatten(1, {call.classes, -1}).logsumexp(2), 1);
}

const Cost record{.name = "free-energy",
                  .formula = "<F_label - F>, F_c = -ln Σ_j e^{s_cj} over the microstates j of class c, F = -ln Σ e^s",
                  .entropy = "of the labels, coded by a mixed ensemble: a class is many microstates",
                  .reference = "Y. LeCun et al., A tutorial on energy-based learning (2006)",
                  .log_probabilities = log_probabilities,
                  .loss = [](const CostCall& call) { return cross_entropy(log_probabilities(call), call); }};
const Registered<Cost> entry{record};

}  // namespace
}  // namespace blackbody

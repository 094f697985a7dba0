/// Scores are means of numbers with Gaussian noise of variance 1; labels are one-hot vectors.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/square.h>

#include "blackbody/training/networks/cost.h"

namespace blackbody {
namespace {

/// Of a class c with equal chances before: -|s - e_c|²/2 + const = s_c + const.
at::Tensor log_probabilities(const CostCall& call) { return at::log_softmax(call.scores, 1); }

at::Tensor loss(const CostCall& call) {
    at::Tensor target = at::one_hot(call.labels, call.classes).to(call.scores.scalar_type());
    target = target * (1 - call.smoothing) + call.smoothing / static_cast<double>(call.classes);
    return (call.scores - target).square().sum(1).mean() / 2;
}

const Cost record{.name = "square",
                  .formula = "<|s - t|²> / 2, t the label as a unit vector",
                  .entropy = "of the labels, coded with Gaussian noise of variance 1, less (K/2) ln 2π",
                  .reference = "L. Hui, M. Belkin (2020), arXiv:2006.07322",
                  .log_probabilities = log_probabilities,
                  .loss = loss};
const Registered<Cost> entry{record};

}  // namespace
}  // namespace blackbody

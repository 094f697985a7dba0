/// Scores are minus energies; the state of the output is Gibbs' at temperature 1.
#include <ATen/ops/log_softmax.h>

#include "blackbody/training/networks/cost.h"

namespace blackbody {
namespace {

at::Tensor log_probabilities(const CostCall& call) { return at::log_softmax(call.scores, 1); }

const Cost record{.name = "cross-entropy",
                  .formula = "-<ln softmax(s)_label> = <E_label - F>, E = -s, F = -ln Σ e^s",
                  .entropy = "of the labels, coded by the Gibbs state of the scores; KL to the truth plus its entropy",
                  .reference = "C. Shannon, Bell Syst. Tech. J. 27, 379 (1948)",
                  .log_probabilities = log_probabilities,
                  .loss = [](const CostCall& call) { return cross_entropy(log_probabilities(call), call); }};
const Registered<Cost> entry{record};

}  // namespace
}  // namespace blackbody

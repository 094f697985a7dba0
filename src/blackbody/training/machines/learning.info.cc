#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const char* const of_samples =
    "Its error is that of the samples alone; an error of ln Z shifts every one of them by the same amount.";

const ObservableInfo info{
    .name = "learning",
    .family = "ensembles",
    .view = View::macro,
    .theory = "T3",
    .summary =
        "What a machine that was trained here is worth: the log-probability of samples that it did not learn, or a "
        "bound on it, with the way there.",
    .needs = "data to learn, and samples held out",
    .controls = {},
    .quantities =
        {{.name = "log_partition",
          .symbol = "ln Z",
          .unit = "nat",
          .meaning = "Logarithm of the partition function (of a belief network: of its top machine).",
          .formula = "ln Z_0 + ln mean(w), annealed from independent units with the data's means",
          .trap = "From few effective chains it is too low, and probabilities are too high; below ten it is refused."},
         {.name = "effective_chains",
          .symbol = "n_eff",
          .unit = "chain",
          .meaning = "How many equally weighted chains would know as much.",
          .formula = "(Σ w)²/Σ w²",
          .trap = "Cannot see weights that no chain has met.",
          .low = 1},
         {.name = "log_probability",
          .symbol = "<ln p>",
          .unit = "nat",
          .meaning = "Mean log-probability of the held-out samples (of the training ones where none are held out).",
          .formula = "<-F(v)> - ln Z",
          .trap = of_samples},
         {.name = "log_probability_bound",
          .symbol = "<ln p>_-",
          .unit = "nat",
          .meaning = "Lower bound on it for a deep machine or network.",
          .formula = "dbm: <mean-field bound> - ln Z; dbn: <-F_1 + Σ (F' - F)>_q - ln Z of the top machine",
          .trap = of_samples},
         {.name = "log_probability_bound_of_draws",
          .symbol = "<ln p>_k",
          .unit = "nat",
          .meaning = "A closer bound for a belief network, from ten draws a sample in one logarithm.",
          .formula = "<ln mean_k exp(w_k)> - ln Z",
          .trap = of_samples},
         {.name = "accuracy",
          .symbol = "A",
          .unit = "1",
          .meaning = "Share of held-out samples whose label is the most probable one.",
          .formula = "share of argmax_y p(y | v) = label",
          .low = 0,
          .high = 1}},
    .reference = "R. Salakhutdinov, I. Murray, ICML 2008; R. Salakhutdinov, G. Hinton, AISTATS 2009",
    .trap = "Pseudo-likelihood and reconstruction, which the history shows, can improve while this falls.",
    .cost = "training; then annealing, two products of 100 states a temperature",
    .command = "train"};
const Registered<ObservableInfo> entry{info};

}  // namespace
}  // namespace blackbody

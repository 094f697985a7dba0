#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const char* const bar_trap = "A bar in ln Z, not symmetric about it: it comes from the mean of the weights.";

const ObservableInfo info{
    .name = "log_partition",
    .family = "ensembles",
    .view = View::macro,
    .theory = "T1",
    .summary =
        "ln Z of a Boltzmann machine, exactly or with an error bar that can be trusted, and with it the "
        "probability of data.",
    .needs = "the machine; for the probability of data: states of its visible units (--data)",
    .controls = {},
    .quantities =
        {{.name = "log_z",
          .symbol = "ln Z",
          .unit = "nat",
          .meaning = "Logarithm of the partition function: what turns weights into probabilities.",
          .formula = "ln Σ_v,h exp(-E(v, h)); by annealing ln Z_0 + ln mean(w), by a ladder the root of the MBAR "
                     "equations",
          .trap = "From few effective chains it looks precise and is too low; such a number is refused here.",
          .profile = true},
         {.name = "log_z_low",
          .symbol = "ln Z_-",
          .unit = "nat",
          .meaning = "Lower end of the bar of three standard errors.",
          .formula = "ln Z_0 + ln(mean(w) - 3 sd(w)/√n)",
          .trap = bar_trap},
         {.name = "log_z_high",
          .symbol = "ln Z_+",
          .unit = "nat",
          .meaning = "Upper end of the bar of three standard errors.",
          .formula = "ln Z_0 + ln(mean(w) + 3 sd(w)/√n)",
          .trap = bar_trap},
         {.name = "effective_chains",
          .symbol = "n_eff",
          .unit = "chain",
          .meaning = "How many equally weighted chains would know as much.",
          .formula = "(Σ w)²/Σ w²",
          .trap = "Cannot see weights that no chain has met: a large number does not prove that all modes were found.",
          .low = 1},
         {.name = "log_z_reverse",
          .symbol = "ln Z_r",
          .unit = "nat",
          .meaning = "The same from the other end: chains of the machine annealed back to independent units. With "
                     "exact samples an upper bound on average, as the forward one is a lower.",
          .formula = "ln Z_0 - ln mean(w_r)",
          .trap = "As good as the samples it starts from: long Gibbs chains, not exact draws. What they never visit is "
                  "missing."},
         {.name = "sandwich_gap",
          .symbol = "Δ",
          .unit = "nat",
          .meaning = "Reverse minus forward estimate: small where both are right.",
          .formula = "ln Z_r - ln Z",
          .trap = "Small also where both miss the same modes."},
         {.name = "log_z_bar",
          .symbol = "ln Z_BAR",
          .unit = "nat",
          .meaning = "Sum over neighbours of the ladder of Bennett's acceptance ratio: a second reading of the same "
                     "samples.",
          .formula = "Σ_k root of Σ_k 1/(1+exp(M+Δu-c)) = Σ_k+1 1/(1+exp(-M-Δu+c))",
          .trap = "Its error takes samples of different rungs as independent."},
         {.name = "free_energy",
          .symbol = "F",
          .unit = "nat",
          .meaning = "Helmholtz free energy at β = 1.",
          .formula = "F = -ln Z"},
         {.name = "log_probability",
          .symbol = "⟨ln p⟩",
          .unit = "nat",
          .meaning = "Mean log-probability of the data under the machine.",
          .formula = "⟨-F(v)⟩ - ln Z, F(v) = -θ·T(v) - Σ_j ln Z_j(v W)",
          .trap = "Its error is over samples alone; that of ln Z is the same for all of them and stands beside as "
                  "log_z. Real-valued units: a density.",
          .profile = true},
         {.name = "log_probability_train",
          .symbol = "⟨ln p⟩_t",
          .unit = "nat",
          .meaning = "The same of the training data.",
          .formula = "as log_probability"},
         {.name = "overfitting_gap",
          .symbol = "δ",
          .unit = "nat",
          .meaning = "Training minus held-out log-probability: what the machine learned by heart. ln Z cancels.",
          .formula = "⟨-F(v)⟩_train - ⟨-F(v)⟩",
          .trap = "Both sets must be drawn alike."},
         {.name = "log_probability_independent",
          .symbol = "⟨ln p_0⟩",
          .unit = "nat",
          .meaning = "What independent units with the means of the base reach on the same data: the null of learning.",
          .formula = "⟨Σ_i ln p_i(v_i)⟩",
          .trap = "Its means come from the training data where given, else from the data themselves: slightly too "
                  "good then."}},
    .reference =
        "R. Neal, Stat. Comput. 11 (2001); R. Salakhutdinov, I. Murray, ICML 2008; Y. Burda, R. Grosse, R. "
        "Salakhutdinov, AISTATS 2015 (sandwich); C. Bennett, J. Comput. Phys. 22 (1976); M. Shirts, J. "
        "Chodera, J. Chem. Phys. 129 (2008)",
    .trap = "An estimate is no better than its chains: read effective_chains, the sandwich and a second road.",
    .cost = "exact: 2^(smaller layer) terms; annealing: two products a temperature; ladder: three a sweep and rung",
    .command = "thermo"};
const Registered<ObservableInfo> registered_here{info};

}  // namespace
}  // namespace blackbody

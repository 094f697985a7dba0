#include "blackbody/instruments/thermal/plain_annealing.h"

#include <cmath>

#include "blackbody/util/text.h"

namespace blackbody {

PlainAnnealing anneal_in_temperature(const Equilibrium& system, double log_z, AnnealingPlan plan) {
    plan.beta = 1, plan.means = at::Tensor();
    const LogPartition z = system.anneal(plan);
    const std::int64_t n = z.chains;
    PlainAnnealing out{{.observable = "plain_annealing", .site = "machine", .estimates = {}}, ""};
    Measurement& m = out.measurement;
    const double base = z.log_z_of_start;
    double mean = 0, squares = 0;
    for (const double w : z.log_weights) mean += w / static_cast<double>(n);
    for (const double w : z.log_weights) squares += (w - mean) * (w - mean) / static_cast<double>(n - 1);
    m.estimates = {{"plain_effective_chains", z.effective, Uncertainty::none("a property of these chains"), n, {}},
                   {"weight_spread", std::sqrt(squares), Uncertainty::of(std::sqrt(squares / (2. * n))), n, {}},
                   {"dissipation", log_z - base - mean, Uncertainty::of(std::sqrt(squares / n)), n, {}}};
    m.curves = {weights_curve(z.log_weights, base, log_z)};
    if (z.trusted()) m.estimates.push_back({"plain_log_z", z.log_z, Uncertainty::of(z.relative_error()), n, {}});
    else
        out.refusal = "ln Z along plain temperature is refused: " + short_number(z.effective, 2) + " of " +
                      std::to_string(n) + " chains carry all the weight (below 10 there is no number); " +
                      "the chains crossed into the ordered states too late and bring too little";
    if (!out.refusal.empty()) m.notes.push_back(out.refusal);
    return out;
}

}  // namespace blackbody

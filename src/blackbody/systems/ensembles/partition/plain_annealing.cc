#include "blackbody/systems/ensembles/partition/plain_annealing.h"

#include <algorithm>
#include <cmath>

#include "blackbody/util/text.h"

namespace blackbody {

Curve weights_curve(const std::vector<double>& log_weights, double log_z_of_base, double log_z) {
    constexpr int bins = 40;
    const auto [least, most] = std::minmax_element(log_weights.begin(), log_weights.end());
    const double low = std::min(*least + log_z_of_base, log_z) - .5, high = std::max(*most + log_z_of_base, log_z) + .5;
    Curve curve{.name = "weights",
                .label =
                    "What each chain alone would say of ln Z: the mean of the exponentials is Z, so that the right "
                    "edge decides.",
                .kind = Curve::Kind::histogram,
                .x = {"ln Z_0 + ln w", "nat", {}},
                .y = {"chains", "", {}},
                .series = {{"chains", std::vector<double>(bins, 0), {}}},
                .marks = {{"ln Z", log_z}}};
    for (int b = 0; b <= bins; ++b) curve.x.values.push_back(low + (high - low) * b / bins);
    for (const double w : log_weights) {
        const double place = (w + log_z_of_base - low) / (high - low) * bins;
        curve.series[0].values[std::clamp(static_cast<int>(place), 0, bins - 1)] += 1;
    }
    return curve;
}

PlainAnnealing anneal_in_temperature(const Rbm& machine, double log_z, const AnnealingOptions& options) {
    const Rbm free = at_beta(machine, 0);
    const LogPartition z = anneal(machine, free, options);
    const std::int64_t n = z.chains;
    PlainAnnealing out{{.observable = "plain_annealing", .site = "machine", .estimates = {}}, ""};
    Measurement& m = out.measurement;
    const double base = log_partition_of_independent(free);
    double mean = 0, squares = 0;
    for (const double w : z.log_weights) mean += w / static_cast<double>(n);
    for (const double w : z.log_weights) squares += (w - mean) * (w - mean) / static_cast<double>(n - 1);
    m.estimates = {{"plain_effective_chains", z.effective, Uncertainty::none("a property of these chains"), n, {}},
                   {"weight_spread", std::sqrt(squares), Uncertainty::of(std::sqrt(squares / (2. * n))), n, {}},
                   {"dissipation", log_z - base - mean, Uncertainty::of(std::sqrt(squares / n)), n, {}}};
    m.curves = {weights_curve(z.log_weights, base, log_z)};
    if (z.trusted())
        m.estimates.push_back({"plain_log_z", z.log_z, Uncertainty::of(std::expm1(z.high - z.log_z) / 3), n, {}});
    else
        out.refusal = "ln Z along plain temperature is refused: " + short_number(z.effective, 2) + " of " +
                      std::to_string(n) + " chains carry all the weight (below 10 there is no number); " +
                      "the chains crossed into the ordered states too late and bring too little";
    if (!out.refusal.empty()) m.notes.push_back(out.refusal);
    return out;
}

}  // namespace blackbody

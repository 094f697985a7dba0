#include "blackbody/experiments/twins/twins.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "blackbody/util/student.h"

namespace blackbody {
namespace {

struct Spread {
    double mean = 0, error = 0;
};

Spread spread_of(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    double mean = 0, square = 0;
    for (const double v : values) mean += v / n;
    for (const double v : values) square += (v - mean) * (v - mean);
    return {mean, n > 1 ? std::sqrt(square / (n * (n - 1))) : std::nan("")};
}

std::vector<double> accuracies_of(const Arm& c) {
    std::vector<double> all;
    for (const Score& score : c.scores) all.push_back(score.accuracy);
    return all;
}

/// Waves less the baseline, seed by seed.
std::vector<double> differences(const Arm& waves, const Arm& baseline) {
    std::vector<double> all;
    for (std::size_t s = 0; s < waves.scores.size(); ++s)
        all.push_back(waves.scores[s].accuracy - baseline.scores[s].accuracy);
    return all;
}

Uncertainty over_seeds(const Spread& spread) {
    if (std::isnan(spread.error)) return Uncertainty::none("one seed");
    return Uncertainty::of(spread.error);
}

/// Every way to turn the sign of some seed: were the two networks alike, each were as likely as what was found.
Null signs_turned(const std::vector<double>& d) {
    const std::size_t seeds = d.size(), ways = (std::size_t{1} << seeds) - 1;
    std::vector<double> means(ways);
    for (std::size_t way = 1; way <= ways; ++way)
        for (std::size_t s = 0; s < seeds; ++s)
            means[way - 1] += (way >> s & 1 ? -d[s] : d[s]) / static_cast<double>(seeds);
    const auto [low, high] = std::minmax_element(means.begin(), means.end());
    const Spread all = spread_of(means);
    Null null{.control = "signs_turned", .value = spread_of(d).mean, .mean = all.mean, .low = *low, .high = *high};
    null.spread = ways > 1 ? all.error * std::sqrt(static_cast<double>(ways)) : 0;
    null.draws = static_cast<std::int64_t>(ways);
    return null;
}

/// Waves less each baseline, seed by seed; the errors are those of two independent samples of test pictures.
Curve by_seed(const std::vector<Arm>& arms) {
    Curve curve{.name = "differences_by_seed",
                .label = "accuracy of the waves less that of each baseline, seed by seed",
                .x = {"seed", "", {}},
                .y = {"difference", "", {}}};
    const Arm& waves = arms[0];
    for (std::size_t s = 0; s < waves.scores.size(); ++s) curve.x.values.push_back(static_cast<double>(s));
    for (std::size_t k = 1; k < arms.size(); ++k) {
        const Arm& c = arms[k];
        curve.series.push_back({c.title, differences(waves, c)});
        for (std::size_t s = 0; s < c.scores.size(); ++s)
            curve.series.back().errors.push_back(
                std::hypot(waves.scores[s].accuracy_error, c.scores[s].accuracy_error));
    }
    return curve;
}

void add_difference(const Arm& waves, const Arm& baseline, std::vector<Estimate>& out) {
    const auto seeds = static_cast<std::int64_t>(waves.scores.size());
    const std::vector<double> d = differences(waves, baseline);
    const Spread gap = spread_of(d);
    out.push_back({"difference_" + baseline.key, gap.mean, over_seeds(gap), seeds, {signs_turned(d)}});
    if (seeds > 1)
        out.push_back({"half_width_" + baseline.key,
                       student_t(.95, static_cast<int>(seeds) - 1) * gap.error,
                       Uncertainty::none("itself an error"),
                       seeds,
                       {}});
}

}  // namespace

Measurement twin_measurement(const std::vector<Arm>& arms, const std::string& site) {
    Measurement m{.observable = "twins", .site = site, .estimates = {}, .curves = {by_seed(arms)}};
    for (const Arm& baseline : std::span(arms).subspan(1)) add_difference(arms[0], baseline, m.estimates);
    for (const Arm& c : arms) {
        const Spread accuracy = spread_of(accuracies_of(c));
        m.estimates.push_back(
            {"accuracy_" + c.key, accuracy.mean, over_seeds(accuracy), static_cast<std::int64_t>(c.scores.size()), {}});
        m.notes.push_back(c.title + ": " + c.plan.text);
    }
    for (const Arm& c : arms) {
        m.estimates.push_back({"parameters_" + c.key, static_cast<double>(c.parameters), Uncertainty::exact(), 1, {}});
        m.estimates.push_back({"multiplications_" + c.key, c.multiplications, Uncertainty::exact(), 1, {}});
    }
    return m;
}

}  // namespace blackbody

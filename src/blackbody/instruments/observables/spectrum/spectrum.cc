#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include "blackbody/instruments/observables/spectrum/departure.h"
#include "blackbody/instruments/observables/spectrum/goodness_of_fit.h"
#include "blackbody/instruments/observables/spectrum/noise_spectrum.h"
#include "blackbody/instruments/observables/spectrum/norms.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/instruments/observables/spectrum/spectrum_options.h"
#include "blackbody/instruments/observables/spectrum/tail_families.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr std::int64_t fewest_values = 8;    // different ones; below, a tail is not looked for
constexpr std::int64_t fewest_in_tail = 50;  // below, a tail that fits supports nothing
constexpr double ruled_out = 0.1;            // p-values below rule a power law out
constexpr std::int64_t resamples = 99, noise_draws = 19;
constexpr double smallest = 1e-12;  // of λ_max: what lies below is zero to rounding, and has no logarithm to speak of

Fit fits(const Site& site, const InstrumentOptions& options) {
    return options.of<SpectrumOptions>().is_weightwatcher() ? Fit::no() : has_spectrum(site, options);
}

/// Logarithms of the values of a weight, ascending, and how many differ by more than rounding.
struct Logs {
    std::vector<double> log_x;
    std::int64_t different = 0;
    bool enough() const { return different >= fewest_values; }
};

Logs logs(std::span<const double> lambda, double rounding) {
    std::vector<double> singular;
    for (double l : lambda)
        if (l > smallest * lambda.back()) singular.push_back(std::sqrt(l));
    Logs logs;
    for (double s : joined(std::move(singular), rounding)) {
        logs.log_x.push_back(2 * std::log(s));
        logs.different += logs.log_x.size() == 1 || logs.log_x.back() > logs.log_x[logs.log_x.size() - 2];
    }
    return logs;
}

/// Collects the values of one weight; all are exact unless said otherwise.
struct Collector {
    WeightResult& result;
    void put(const std::string& name, double value, std::int64_t n, Uncertainty error = Uncertainty::exact()) {
        result.values.push_back({name, value, n, std::move(error)});
    }
};

/// Survival function of the values on logarithmic axes, with the fitted tail as a straight line.
Curve survival_curve(const std::string& name, std::span<const double> log_x, const PowerLaw& fit) {
    Curve curve{.name = name,
                .label = "Share of squared singular values above x; a power-law tail is a straight line.",
                .kind = Curve::Kind::line,
                .x = {"λ", "1", {}, true},
                .y = {"P(λ >= x)", "1", {}, true},
                .series = {{"weight", {}}}};
    const double n = static_cast<double>(log_x.size());
    std::vector<double> line;
    const std::size_t step = std::max<std::size_t>(1, log_x.size() / 200);
    for (std::size_t j = 0; j < log_x.size(); j += step) {
        curve.x.values.push_back(std::exp(log_x[j]));
        curve.series[0].values.push_back((n - static_cast<double>(j)) / n);
        if (!fit.found()) continue;
        const double log_share =
            std::log(static_cast<double>(fit.tail) / n) - (fit.alpha - 1) * (log_x[j] - log_x[fit.first]);
        line.push_back(std::min(1.0, std::exp(log_share)));
    }
    if (!fit.found()) return curve;
    curve.series.push_back({fmt::format("power law, α = {:.2f}", fit.alpha), std::move(line)});
    curve.marks.push_back({"x_min", fit.xmin});
    return curve;
}

/// α and what belongs to it. With `options.as_null` only what a null compares.
PowerLaw measure_tail(const std::string& prefix, const Logs& values, const InstrumentOptions& options, Collector out) {
    const std::vector<double>& log_x = values.log_x;
    const PowerLaw fit = values.enough() ? fit_power_law(log_x) : PowerLaw{};
    if (!fit.found()) return fit;
    const std::int64_t n = std::ssize(log_x);
    out.put(prefix + "ks_distance", fit.distance, fit.tail);
    out.put(prefix + "tail_count", static_cast<double>(fit.tail), n);
    if (options.as_null) {
        out.put(prefix + "alpha", fit.alpha, fit.tail, Uncertainty::of(fit.sigma()));
        return fit;
    }
    const PowerLawTest test = test_power_law(log_x, fit, resamples, seed_for(options.seed, "power_law"));
    out.put(prefix + "alpha", fit.alpha, fit.tail, Uncertainty::of(test.alpha_error, static_cast<int>(test.draws) - 1));
    out.put(prefix + "alpha_low", test.alpha_low, test.draws, Uncertainty::none("an end of an interval"));
    out.put(prefix + "alpha_high", test.alpha_high, test.draws, Uncertainty::none("an end of an interval"));
    out.put(prefix + "xmin", fit.xmin, n);
    const double p = test.p_value;
    out.put(prefix + "alpha_p_value", p, test.draws,
            Uncertainty::of(std::sqrt(p * (1 - p + 0.01) / static_cast<double>(test.draws)),
                            static_cast<int>(test.draws) - 1));
    out.put(prefix + "alpha_supported", p >= ruled_out && fit.tail >= fewest_in_tail ? 1 : 0, fit.tail,
            Uncertainty::none("a fixed rule"));
    return fit;
}

void measure_rivals(std::span<const double> log_x, const PowerLaw& fit, Collector out) {
    const TailRatios r = compare_tail(log_x, fit);
    const auto put = [&](const std::string& name, const TailRatio& t) {
        out.put(name + "_ratio", t.normalised, fit.tail, Uncertainty::of(1));  // in units of its own standard error
        out.put(name + "_p_value", t.p_value, fit.tail);
    };
    put("lognormal", r.lognormal), put("exponential", r.exponential), put("truncated", r.truncated);
}

/// α of pure noise cut into equal slices: mean and standard deviation over the draws that have one.
struct NoiseAlpha {
    double mean = 0, spread = 0;
    std::int64_t draws = 0;
};

NoiseAlpha draw_noise_alpha(const StackSpectrum& shape, int beta, Seed seed) {
    double sum = 0, squares = 0;
    NoiseAlpha noise;
    for (std::int64_t d = 0; d < noise_draws; ++d) {
        Random random(seed_for(seed, "noise_alpha"), static_cast<std::uint64_t>(d));
        std::vector<double> lambda;
        for (std::int64_t s = 0; s < shape.count; ++s)
            draw_noise_spectrum(shape.rows, shape.columns, random, lambda, beta);
        std::sort(lambda.begin(), lambda.end());
        const PowerLaw fit = fit_power_law(logs(lambda, 0).log_x);
        if (fit.found()) sum += fit.alpha, squares += fit.alpha * fit.alpha, ++noise.draws;
    }
    const double n = static_cast<double>(noise.draws);
    if (noise.draws < 2) return noise;
    noise.mean = sum / n;
    noise.spread = std::sqrt(std::max(0.0, (squares - n * noise.mean * noise.mean) / (n - 1)));
    return noise;
}

/// Depends on the shape and the seed alone, so layers of one shape share it.
void measure_noise(const StackSpectrum& s, int beta, Seed seed, Collector out) {
    using Key = std::array<std::uint64_t, 5>;
    static std::map<Key, NoiseAlpha> known;
    static std::mutex mutex;
    const Key key{static_cast<std::uint64_t>(s.count), static_cast<std::uint64_t>(std::min(s.rows, s.columns)),
                  static_cast<std::uint64_t>(std::max(s.rows, s.columns)), static_cast<std::uint64_t>(beta), seed};
    std::unique_lock lock(mutex);
    auto place = known.find(key);
    if (place == known.end()) {
        lock.unlock();  // two threads may draw the same; they find the same
        const NoiseAlpha drawn = draw_noise_alpha(s, beta, seed);
        lock.lock();
        place = known.emplace(key, drawn).first;
    }
    const NoiseAlpha noise = place->second;
    if (noise.draws < 2) return;
    const double n = static_cast<double>(noise.draws);
    const int degrees = static_cast<int>(noise.draws) - 1;
    out.put("noise_alpha", noise.mean, noise.draws, Uncertainty::of(noise.spread / std::sqrt(n), degrees));
    out.put("noise_alpha_spread", noise.spread, noise.draws,
            Uncertainty::of(noise.spread / std::sqrt(2 * (n - 1)), degrees));
}

void measure_norms(const StackSpectrum& s, const std::string& prefix, Collector out) {
    const std::int64_t n = std::ssize(s.pooled);
    out.put(prefix + "largest_singular_value", std::sqrt(s.largest()), n);
    out.put(prefix + "stable_rank", stable_rank(s.pooled), n);
    out.put(prefix + "entropy", normalised_entropy(s.pooled), n);
}

/// Singular values above rounding of the stored type, matrix by matrix.
std::int64_t rank_of(const StackSpectrum& s, double epsilon) {
    std::int64_t rank = 0;
    for (std::int64_t m = 0; m < s.count; ++m) {
        const std::span<const double> lambda = std::span(s.lambda).subspan(m * s.levels(), s.levels());
        const double floor = std::sqrt(lambda.back()) * static_cast<double>(std::max(s.rows, s.columns)) * epsilon;
        for (double l : lambda) rank += std::sqrt(l) > floor;
    }
    return rank;
}

WeightResult weigh(const Site& site, const InstrumentOptions& options) {
    const auto spectra = spectra_of(*site.interaction);
    const StackSpectrum& slices = spectra->slices();
    WeightResult result;
    Collector out{result};
    if (!(slices.largest() > 0)) {
        result.notes.push_back("all weights are zero");
        return result;
    }

    // The pooled slices: norms, then the tail.
    const std::int64_t n = std::ssize(slices.pooled);
    measure_norms(slices, "", out);
    out.put("volume_tail", static_cast<double>(volume_conserving_tail(slices.pooled)) / static_cast<double>(n), n);
    const double rounding = spectra->rounding();
    const Logs values = logs(slices.pooled, rounding);
    const PowerLaw fit = measure_tail("", values, options, out);
    if (const double hill = hill_median_alpha(values.log_x); fit.found() && std::isfinite(hill))
        out.put("hill_alpha", hill, std::ssize(values.log_x) / 2);
    if (const double departure = noise_departure(*spectra); std::isfinite(departure))
        out.put("noise_departure", departure, n);

    // The unfolded matrix, where it is another one.
    if (!spectra->one_matrix()) {
        measure_norms(spectra->unfolded(), "unfolded_", out);
        const Logs unfolded = logs(spectra->unfolded().pooled, rounding);
        const PowerLaw tail = measure_tail("unfolded_", unfolded, options, out);
        if (!options.as_null) result.curves.push_back(survival_curve("unfolded_survival", unfolded.log_x, tail));
    }
    if (options.as_null) return result;

    // What nulls do not compare.
    out.put("smallest_singular_value", std::sqrt(slices.pooled.front()), n);
    out.put("log_norm", std::log10(slices.sum()), n);
    const bool stored_double = c10::toRealValueType(site.interaction->weight.scalar_type()) == at::kDouble;
    const double epsilon =
        stored_double ? std::numeric_limits<double>::epsilon() : std::numeric_limits<float>::epsilon();
    out.put("rank", static_cast<double>(rank_of(slices, epsilon)), n);
    result.curves.push_back(survival_curve("survival", values.log_x, fit));
    if (!fit.found()) {
        result.notes.push_back(
            fmt::format("no power law is fitted: {} of {} singular values differ by more than rounding, fewer than {}",
                        values.different, n, fewest_values));
        return result;
    }
    out.put("alpha_weighted", fit.alpha * std::log10(slices.largest()), fit.tail,
            Uncertainty::none("that of alpha times log λ_max"));
    out.put("log_alpha_norm", log10_sum_of_powers(slices.pooled, fit.alpha), n, Uncertainty::none("follows alpha's"));
    measure_rivals(values.log_x, fit, out);
    measure_noise(slices, spectra->beta(), options.seed, out);
    return result;
}

const Observable observable{.name = "spectrum", .fits = fits, .weigh = weigh};
const Registered<Observable> entry{observable};

}  // namespace
}  // namespace blackbody

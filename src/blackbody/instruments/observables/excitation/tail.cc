#include "blackbody/instruments/observables/excitation/tail.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "blackbody/instruments/observables/excitation/kernel.h"
#include "blackbody/util/student.h"

namespace blackbody {
namespace {

/// Hazard φ(z)/Q(z) of the standard normal, by the error function or, far out, by Laplace's continued fraction.
double hazard(double z) {
    if (z < 10)
        return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi) / (std::erfc(z / std::numbers::sqrt2) / 2);
    double tail = z;
    for (int k = 40; k > 0; --k) tail = z + k / tail;
    return tail;
}

/// ln Q(z) = ln φ(z) - ln hazard(z), without underflow.
double log_upper(double z) { return -z * z / 2 - 0.5 * std::log(2 * std::numbers::pi) - std::log(hazard(z)); }

/// Variance over squared mean of the excess above the cut of a normal cut off z0 standard deviations above its centre.
double excess_ratio(double z0) {
    const double h = hazard(z0), mean = h - z0;
    return (1 - h * mean) / (mean * mean);
}

/// The normal, cut off at t, whose mean and variance are those of the values (both conditions are the likelihood's).
FamilyFit fit_cut_normal(FamilyFit fit, double mean, double variance, double t) {
    // The ratio grows from 0 to 1 with z0; at 1 the law is exponential, which is its limit.
    const double excess = mean - t, ratio = variance / (excess * excess);
    double low = -40, high = 25;
    if (!(ratio < excess_ratio(high))) {
        fit.limit = true;
        return fit;
    }
    for (int step = 0; step < 60; ++step) {
        const double z0 = (low + high) / 2;
        (excess_ratio(z0) < ratio ? low : high) = z0;
    }
    fit.spread = excess / (hazard(low) - low);
    fit.location = t - low * fit.spread;
    return fit;
}

Family limit_of(Family family) {
    return family == Family::normal ? Family::exponential : family == Family::log_normal ? Family::power_law : family;
}

/// Mean difference of log-likelihood a value, a minus b, with blocks as replicates.
Comparison compare(const FamilyFit& a, const FamilyFit& b, const std::vector<TailSums>& blocks) {
    Comparison c;
    double n = 0, total = 0, spread = 0, used = 0;
    for (const TailSums& block : blocks)
        total += a.log_likelihood(block) - b.log_likelihood(block), n += block.n, used += block.n > 0;
    c.difference = total / n;
    for (const TailSums& block : blocks) {
        const double residual = a.log_likelihood(block) - b.log_likelihood(block) - c.difference * block.n;
        spread += residual * residual;
    }
    c.degrees = std::max(1, static_cast<int>(used) - 1);
    c.std_error = used > 1 ? std::sqrt(spread * used / (used - 1)) / n : std::numeric_limits<double>::infinity();
    return c;
}

struct Gap {
    double size = 0, noise = 0;
};

/// Largest difference of cumulative shares at the edges of quarter octaves above the threshold, and the sampling error
/// of the share there, with blocks as replicates.
Gap largest_gap(const std::vector<TailBins>& blocks, int octave, const FamilyFit& fit) {
    const auto count = [&](const TailBins& bins, int first, int last) {
        return static_cast<double>(
            std::accumulate(bins.counts.begin() + first, bins.counts.begin() + last, std::int64_t{0}));
    };
    const int begin = 4 * octave, end = 4 * TailBins::octave_count;
    TailBins all;
    for (const TailBins& block : blocks) all.merge(block);
    const double total = count(all, begin, end);
    double below = 0;
    Gap gap;
    int place = begin;
    for (int bin = begin; bin < end - 4; ++bin) {
        below += static_cast<double>(all.counts[static_cast<std::size_t>(bin)]);
        const double edge = std::ldexp(1 + (bin % 4 + 1) / 4., TailBins::lowest + bin / 4);
        const double size = std::abs(below / total - (1 - fit.survival(edge)));
        if (size > gap.size) gap.size = size, place = bin + 1;
    }

    const double share = count(all, begin, place) / total;
    double squares = 0, used = 0;
    for (const TailBins& block : blocks) {
        const double n = count(block, begin, end), residual = count(block, begin, place) - share * n;
        squares += residual * residual, used += n > 0;
    }
    gap.noise = used > 1 ? std::sqrt(squares * used / (used - 1)) / total : std::numeric_limits<double>::infinity();
    return gap;
}

}  // namespace

const char* to_string(Family family) {
    switch (family) {
        case Family::normal:
            return "normal";
        case Family::exponential:
            return "exponential";
        case Family::log_normal:
            return "log-normal";
        case Family::power_law:
            return "power law";
    }
    return "?";
}

void TailBins::add(float x, float ln_x) {
    // Exponent and two leading bits of the mantissa are the bin.
    const int bin = std::clamp(static_cast<int>(std::bit_cast<std::uint32_t>(x) >> 21) - 4 * (127 + lowest), 0,
                               4 * octave_count - 1);
    ++counts[static_cast<std::size_t>(bin)];
    TailSums& s = octaves[static_cast<std::size_t>(bin / 4)];
    s.n += 1, s.x += x, s.x2 += static_cast<double>(x) * x, s.ln += ln_x, s.ln2 += static_cast<double>(ln_x) * ln_x;
}

void TailBins::merge(const TailBins& other) {
    for (std::size_t k = 0; k < octaves.size(); ++k) octaves[k].merge(other.octaves[k]);
    for (std::size_t k = 0; k < counts.size(); ++k) counts[k] += other.counts[k];
}

TailSums TailBins::above(int octave) const {
    TailSums sums;
    for (int k = octave; k < octave_count; ++k) sums.merge(octaves[static_cast<std::size_t>(k)]);
    return sums;
}

void bin_excited_values(const StateView& state, TailBins& positive, TailBins& negative) {
    // Every step-th place, with a step that has no factor in common with the width of the image.
    std::int64_t step = std::max<std::int64_t>(1, state.units() / 256);
    step = std::min(step, std::max<std::int64_t>(1, state.places));
    while (step > 1 && std::gcd(step, state.row) != 1) ++step;

    const bool last = state.layout == StateView::Layout::channels_last;
    const std::int64_t channel_step = last ? 1 : state.places, place_step = last ? state.channels : 1;
    std::vector<float> x, ln_x;
    for (std::int64_t n = 0; n < state.samples; ++n) {
        x.clear();
        for (std::int64_t p = 0; p < state.places; p += step)
            for (std::int64_t c = 0; c < state.channels; ++c)
                x.push_back(state.sample(n)[c * channel_step + p * place_step]);
        std::erase_if(x, [](float v) { return !std::isfinite(v) || std::abs(v) < std::numeric_limits<float>::min(); });
        std::vector<float> size(x.size());
        std::transform(x.begin(), x.end(), size.begin(), [](float v) { return std::abs(v); });
        ln_x.resize(x.size());
        fast_log(size.data(), ln_x.data(), static_cast<std::int64_t>(x.size()));
        for (std::size_t i = 0; i < x.size(); ++i) (x[i] > 0 ? positive : negative).add(size[i], ln_x[i]);
    }
}

FamilyFit fit_family(Family family, const TailSums& s, double t) {
    FamilyFit fit{family, t};
    switch (family) {
        case Family::normal:
            fit = fit_cut_normal(fit, s.x / s.n, s.x2 / s.n - s.x / s.n * (s.x / s.n), t);
            if (fit.limit) fit.spread = s.x / s.n - t;
            break;
        case Family::log_normal:
            fit = fit_cut_normal(fit, s.ln / s.n, s.ln2 / s.n - s.ln / s.n * (s.ln / s.n), std::log(t));
            if (fit.limit) fit.location = 1 + s.n / (s.ln - s.n * std::log(t));
            break;
        case Family::exponential:
            fit.spread = s.x / s.n - t;
            break;
        case Family::power_law:
            fit.location = 1 + s.n / (s.ln - s.n * std::log(t));
            break;
    }
    return fit;
}

double FamilyFit::log_likelihood(const TailSums& s) const {
    const double t = threshold, ln_t = std::log(t);
    switch (limit ? limit_of(family) : family) {
        case Family::exponential:
            return -s.n * std::log(spread) - (s.x - s.n * t) / spread;
        case Family::power_law:
            return s.n * (std::log(location - 1) + (location - 1) * ln_t) - location * s.ln;
        case Family::normal:
            return -s.n *
                       (std::log(spread) + 0.5 * std::log(2 * std::numbers::pi) + log_upper((t - location) / spread)) -
                   (s.x2 - 2 * location * s.x + s.n * location * location) / (2 * spread * spread);
        case Family::log_normal:
            return -s.n * (std::log(spread) + 0.5 * std::log(2 * std::numbers::pi) +
                           log_upper((ln_t - location) / spread)) -
                   (s.ln2 - 2 * location * s.ln + s.n * location * location) / (2 * spread * spread) - s.ln;
    }
    return 0;
}

double FamilyFit::survival(double x) const {
    const double t = threshold;
    switch (limit ? limit_of(family) : family) {
        case Family::exponential:
            return std::exp(-(x - t) / spread);
        case Family::power_law:
            return std::pow(x / t, 1 - location);
        case Family::normal:
            return std::exp(log_upper((x - location) / spread) - log_upper((t - location) / spread));
        case Family::log_normal:
            return std::exp(log_upper((std::log(x) - location) / spread) -
                            log_upper((std::log(t) - location) / spread));
    }
    return 0;
}

FamilyVerdict best_family(const std::vector<TailBins>& blocks) {
    FamilyVerdict verdict;
    TailBins all;
    for (const TailBins& block : blocks) all.merge(block);
    const double excited = all.above(0).n;
    if (excited < 100) return verdict;

    // The threshold, and what lies above it in each block.
    int octave = 0;
    for (double n = excited; (n -= all.octaves[static_cast<std::size_t>(octave)].n) >= 0.9 * excited;) ++octave;
    const TailSums sums = all.above(octave);
    verdict.threshold = std::ldexp(1., TailBins::lowest + octave);
    if (!(sums.x2 * sums.n > sums.x * sums.x * (1 + 1e-12))) return verdict;  // all values are the same: no law
    verdict.n = sums.n;
    std::vector<TailSums> above;
    for (const TailBins& block : blocks) above.push_back(block.above(octave));
    const bool testable = blocks.size() >= 4;
    const double critical = student_t(0.99, std::max(1, static_cast<int>(blocks.size()) - 1));

    // The most likely law; its own limit where blocks show that it is not clearly better.
    for (std::size_t f = 0; f < 4; ++f) verdict.fits[f] = fit_family(tail_families[f], sums, verdict.threshold);
    const auto fit_of = [&](Family f) -> const FamilyFit& { return verdict.fits[static_cast<std::size_t>(f)]; };
    verdict.best =
        std::max_element(verdict.fits.begin(), verdict.fits.end(), [&](const FamilyFit& a, const FamilyFit& b) {
            return a.log_likelihood(sums) < b.log_likelihood(sums);
        })->family;
    const Comparison gain = compare(fit_of(verdict.best), fit_of(limit_of(verdict.best)), above);
    if (testable && !(gain.difference > critical * gain.std_error)) verdict.best = limit_of(verdict.best);

    // Every law against the best one.
    verdict.decided = testable;
    for (std::size_t f = 0; f < 4; ++f) {
        verdict.against_best[f] = compare(verdict.fits[f], fit_of(verdict.best), above);
        const bool related = tail_families[f] == verdict.best || limit_of(tail_families[f]) == verdict.best;
        if (!related && !(-verdict.against_best[f].difference > critical * verdict.against_best[f].std_error))
            verdict.decided = false;
    }
    const Gap gap = largest_gap(blocks, octave, fit_of(verdict.best));
    verdict.gap = gap.size, verdict.gap_noise = gap.noise;
    verdict.is_good = gap.size <= largest_tail_gap || !(gap.size > critical * gap.noise);
    return verdict;
}

}  // namespace blackbody

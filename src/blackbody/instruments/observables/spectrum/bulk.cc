#include <ATen/ops/mean.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/topk.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "blackbody/instruments/observables/spectrum/bulk_fit.h"
#include "blackbody/instruments/observables/spectrum/curves.h"
#include "blackbody/instruments/observables/spectrum/marchenko_pastur.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/instruments/observables/spectrum/tracy_widom.h"
#include "blackbody/tensor/complex_numbers.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr int kShuffles = 3;

Fit fits(const Site& site, const InstrumentOptions& options) { return has_levels(site, options, "no bulk"); }

/// One fit a group, and the group with the most outstanding value.
struct Fits {
    std::vector<BulkFit> group;
    std::size_t top = 0;
};

Fits fit_groups(const StackSpectrum& s, int beta) {
    Fits fits;
    for (std::int64_t g = 0; g < s.count; ++g) {
        fits.group.push_back(
            fit_bulk(std::span(s.lambda).subspan(g * s.levels(), s.levels()), s.rows, s.columns, beta));
        if (fits.group.back().top_score > fits.group[fits.top].top_score) fits.top = g;
    }
    return fits;
}

template <class F>
double mean_over(const Fits& fits, F f) {
    double sum = 0;
    for (const BulkFit& fit : fits.group) sum += f(fit);
    return sum / static_cast<double>(fits.group.size());
}

/// Score of the largest value after all entries of the weight changed places: the median over some shuffles.
double shuffled_score(const WeightSpectra& spectra, Seed seed) {
    const at::Tensor matrix = spectra.unfolded_matrices()[0];
    std::vector<double> scores;
    for (int shuffle = 0; shuffle < kShuffles; ++shuffle) {
        Random random(seed_for(seed, "trap"), shuffle);
        const at::Tensor order = at::tensor(random.permutation(matrix.numel()), at::kLong);
        const at::Tensor shuffled = matrix.reshape(-1).index_select(0, order).view_as(matrix);
        const std::vector<double> lambda = to_doubles(squared_singular_values(shuffled));
        scores.push_back(fit_bulk(lambda, matrix.size(0), matrix.size(1), spectra.beta()).top_score);
    }
    std::sort(scores.begin(), scores.end());
    return scores[kShuffles / 2];
}

/// Entries that make a spike each: how many, and the largest of them by index.
struct LargeEntries {
    std::int64_t count = 0;
    std::string names;
};

LargeEntries large_entries(const at::Tensor& weight, const BulkFit& fit) {
    const double y = static_cast<double>(fit.rows) / static_cast<double>(fit.columns);
    const double visible = fit.sigma * std::sqrt(static_cast<double>(fit.columns)) * std::sqrt(std::sqrt(y));
    const at::Tensor flat = in_double(weight).reshape(-1), moduli = flat.abs();
    const auto [size, index] = at::topk(moduli, std::min<std::int64_t>(flat.numel(), 5));
    LargeEntries large{.count = moduli.gt(visible).sum().item<std::int64_t>(), .names = {}};
    for (std::int64_t k = 0; k < std::min<std::int64_t>(large.count, 5); ++k) {
        std::string place;
        std::int64_t rest = index[k].item<std::int64_t>();
        for (std::int64_t axis = weight.dim() - 1; axis >= 0; rest /= weight.size(axis), --axis)
            place = fmt::format("{}{}{}", rest % weight.size(axis), place.empty() ? "" : ", ", place);
        large.names +=
            fmt::format("{}{} = {:.4g}", k ? ", " : "", flat.is_complex() ? "|W[" + place + "]|" : "W[" + place + "]",
                        (flat.is_complex() ? moduli : flat)[index[k].item<std::int64_t>()].item<double>());
    }
    return large;
}

/// Bins from the smallest value (not below a thousandth of the edge) to the largest, or to the edge of the bulk.
CurveAxis bins_of(const StackSpectrum& s, const BulkFit& fit) {
    const double low = std::max(std::min(s.pooled.front(), fit.high / 2), fit.high / 1000);
    CurveAxis x = log_bins(low, std::max(s.pooled.back(), 1.01 * fit.high), sensible_bins(s.pooled.size()));
    x.name = "λ", x.unit = "1";
    return x;
}

/// The spectrum of the unfolded matrix with the bulk's law, its edges and the threshold of spikes.
Curve spectrum_curve(const StackSpectrum& s, const BulkFit& fit) {
    Curve curve{.name = "weight_spectrum",
                .label =
                    "Squared singular values of the unfolded weight, and the Marchenko-Pastur law of its noise; "
                    "values beyond 99 % of noise are signal.",
                .kind = Curve::Kind::histogram,
                .x = bins_of(s, fit),
                .y = {"share per unit of ln λ", "1", {}},
                .series = {}};
    curve.series.push_back({"weight", density_in(curve.x, s.pooled)});

    // The law's share of each bin, for the part of the values that is bulk; the first bin holds what lies below, too.
    const double scale = static_cast<double>(fit.columns - std::ssize(fit.spikes));
    const double bulk = 1 - static_cast<double>(fit.spikes.size()) / static_cast<double>(fit.rows);
    const MarchenkoPastur law{.y = static_cast<double>(fit.rows - std::ssize(fit.spikes)) / scale,
                              .sigma2 = fit.sigma * fit.sigma};
    std::vector<double> expected;
    for (std::size_t b = 0; b + 1 < curve.x.values.size(); ++b) {
        const double left = curve.x.values[b], right = curve.x.values[b + 1];
        const double below = b == 0 ? 0 : law.cdf(left / scale);
        expected.push_back(bulk * (law.cdf(right / scale) - below) / std::log(right / left));
    }
    curve.series.push_back({"Marchenko-Pastur", std::move(expected)});
    curve.marks = {{"λ₋", fit.low}, {"λ₊", fit.high}, {"99 % of noise", fit.threshold}};
    return curve;
}

void put_spike(const BulkFit& top, bool outputs_short, WeightResult& result) {
    const auto put = [&](const char* name, double v) {
        result.values.push_back({name, v, top.rows, Uncertainty::exact()});
    };
    const Spike spike = top.spikes.empty() ? Spike{} : top.spikes.front();
    put("top_strength", spike.theta);
    put("top_overlap_output", outputs_short ? spike.overlap_short : spike.overlap_long);
    put("top_overlap_input", outputs_short ? spike.overlap_long : spike.overlap_short);
}

void put_entries(const Site& site, const Fits& fits, const WeightSpectra& spectra, const InstrumentOptions& options,
                 WeightResult& result) {
    const at::Tensor power = in_double(site.interaction->weight).abs().square();
    const double second = power.mean().item<double>(), fourth = power.square().mean().item<double>();
    const double of_normal = spectra.beta() == 2 ? 2 : 3;
    const LargeEntries large = large_entries(site.interaction->weight, fits.group[fits.top]);
    const double score = shuffled_score(spectra, options.seed);
    const std::int64_t n = power.numel();
    result.values.push_back({"entry_kurtosis", fourth / (second * second) - of_normal, n, Uncertainty::exact()});
    result.values.push_back({"large_entries", static_cast<double>(large.count), n, Uncertainty::exact()});
    result.values.push_back({"trap_score", score, kShuffles, Uncertainty::none("the median of three shuffles")});
    result.values.push_back({"trap_p_value", tracy_widom_tail(score, spectra.beta()), kShuffles,
                             Uncertainty::none("the median of three shuffles")});
    if (large.count > 0) result.notes.push_back("entries that make a spike each: " + large.names);
}

WeightResult weigh(const Site& site, const InstrumentOptions& options) {
    const auto spectra = spectra_of(*site.interaction);
    WeightResult result;
    try {
        if (!options.as_null) spectra->vectors();  // the same decomposition serves `levels`
        const StackSpectrum& s = spectra->unfolded();
        const Fits fits = fit_groups(s, spectra->beta());
        const BulkFit& top = fits.group[fits.top];
        const auto put = [&](const char* name, double v) {
            result.values.push_back({name, v, static_cast<std::int64_t>(s.pooled.size()), Uncertainty::exact()});
        };

        // What nulls compare.
        std::int64_t spikes = 0, keep = 0;
        double signal = 0;
        for (const BulkFit& fit : fits.group) {
            spikes += std::ssize(fit.spikes);
            for (const Spike& spike : fit.spikes) signal += spike.shrunken;
        }
        put("sigma", mean_over(fits, [](const BulkFit& f) { return f.sigma; }));
        put("spikes", static_cast<double>(spikes));
        put("top_score", top.top_score);
        put("signal_share", signal / s.sum());
        put("bulk_distance", mean_over(fits, [](const BulkFit& f) { return f.distance; }));
        put("soft_rank", top.high / s.largest());
        for (std::int64_t g = 0; g < s.count; ++g)
            keep += gavish_donoho_rank(std::span(s.lambda).subspan(g * s.levels(), s.levels()), s.rows, s.columns);
        put("gavish_donoho_rank", static_cast<double>(keep));
        if (options.as_null) return result;

        // Edges, the largest spike, and the entries behind spikes that survive a shuffle.
        put("edge_low", mean_over(fits, [](const BulkFit& f) { return f.low; }));
        put("edge_high", mean_over(fits, [](const BulkFit& f) { return f.high; }));
        put("top_p_value", tracy_widom_tail(top.top_score, spectra->beta()));
        put_spike(top, s.rows <= s.columns, result);
        put_entries(site, fits, *spectra, options, result);
        result.curves.push_back(spectrum_curve(s, top));
    } catch (const NumericalError& error) {
        result.notes.push_back(error.what());
    }
    return result;
}

const Observable observable{.name = "bulk", .fits = fits, .weigh = weigh};
const Registered<Observable> entry{observable};

}  // namespace
}  // namespace blackbody

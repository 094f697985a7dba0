#include <ATen/TensorOperators.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/where.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/observables/spectrum/bulk_fit.h"
#include "blackbody/instruments/observables/spectrum/curves.h"
#include "blackbody/instruments/observables/spectrum/entries.h"
#include "blackbody/instruments/observables/spectrum/marchenko_pastur.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/instruments/observables/spectrum/tracy_widom.h"
#include "blackbody/tensor/complex_numbers.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::size_t most_named = 5;  // entries that a note names

Fit fits(const Site& site, const InstrumentOptions& options) { return has_levels(site, options, "no bulk"); }

/// One fit a group, and the group with the most outstanding value.
struct Fits {
    std::vector<BulkFit> group;
    std::size_t top = 0;
};

Fits fit_groups(const StackSpectrum& s, int beta) {
    Fits fits;
    for (std::int64_t g = 0; g < s.count; ++g) {
        fits.group.push_back(fit_bulk(s.of(g), s.rows, s.columns, beta));
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
                    "Squared singular values of the unfolded weight, and the Marchenko-Pastur law of its noise. Beyond "
                    "the mark lies 1 % of Gaussian noise matrices; whether that is signal the nulls say.",
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

/// Kurtosis of the moduli: <|w|⁴>/<|w|²>² less that of a normal variable.
double excess_kurtosis(const at::Tensor& power, int beta) {
    const double second = power.mean().item<double>(), fourth = power.square().mean().item<double>();
    return fourth / (second * second) - (beta == 2 ? 2 : 3);
}

/// The same after every output channel was brought to one norm; channels that are 0 have none.
double channel_kurtosis(const at::Tensor& power, int beta) {
    const at::Tensor rows = power.reshape({power.size(0), -1}), mean = rows.mean(1, true),
                     loud = (mean > 0).view(-1).nonzero().view(-1);
    return excess_kurtosis((rows / mean).index_select(0, loud), beta);
}

/// Share of the strongest direction u vᵀ of a group that lies on these entries: Σ u_o² v_i².
double share_on(const std::vector<OutlierEntry>& entries, const WeightSpectra& spectra, std::size_t group) {
    const SingularSystem& system = spectra.vectors()[group];
    const at::Tensor u = system.left.select(1, -1).abs().square(), v = system.right.select(1, -1).abs().square();
    const auto [taps_y, taps_x] = spectra.taps();
    const std::int64_t outputs = u.size(0), taps = taps_y * taps_x, inputs = v.size(0) / taps;
    double share = 0;
    for (const OutlierEntry& e : entries) {
        if (e.output / outputs != static_cast<std::int64_t>(group)) continue;
        const std::int64_t column = e.input % inputs * taps + e.tap_y * taps_x + e.tap_x;
        share += u[e.output % outputs].item<double>() * v[column].item<double>();
    }
    return share;
}

/// What the strongest direction owes to outlier entries: its share on them, and the score when they are clipped.
void put_entries(const Site& site, const Fits& fits, const WeightSpectra& spectra, WeightResult& result) {
    const at::Tensor power = in_double(site.interaction->weight).abs().square();
    const auto put = [&](const char* name, double v) {
        result.values.push_back({name, v, power.numel(), Uncertainty::exact()});
    };
    const std::vector<OutlierEntry> large = outlier_entries(spectra, fits.group);
    put("entry_kurtosis", excess_kurtosis(power, spectra.beta()));
    put("channel_kurtosis", channel_kurtosis(power, spectra.beta()));
    put("outlier_entries", static_cast<double>(large.size()));
    if (large.empty()) return;

    const StackSpectrum& s = spectra.unfolded();
    const at::Tensor lambda = squared_singular_values(clipped(spectra, large)[static_cast<std::int64_t>(fits.top)]);
    put("top_entry_share", share_on(large, spectra, fits.top));
    put("clipped_score", top_score(to_doubles(lambda), s.rows, s.columns, spectra.beta()));
    std::vector<std::string> named;
    for (std::size_t k = 0; k < std::min(large.size(), most_named); ++k)
        named.push_back(in_words(large[k], spectra) +
                        fmt::format(" (an outlier above {:.4g})", std::abs(large[k].clip_to)));
    for (const std::string& entry : named) result.facts.push_back({facts::outlier_entry, entry});
    result.notes.push_back("outlier entries: " + join(named, "; "));
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
        for (std::int64_t g = 0; g < s.count; ++g) keep += gavish_donoho_rank(s.of(g), s.rows, s.columns);
        put("gavish_donoho_rank", static_cast<double>(keep));
        if (options.as_null) return result;

        // Edges, the largest spike, and the outlier entries.
        put("edge_low", mean_over(fits, [](const BulkFit& f) { return f.low; }));
        put("edge_high", mean_over(fits, [](const BulkFit& f) { return f.high; }));
        put("top_p_value", tracy_widom_tail(top.top_score, spectra->beta()));
        put_spike(top, s.rows <= s.columns, result);
        put_entries(site, fits, *spectra, result);
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

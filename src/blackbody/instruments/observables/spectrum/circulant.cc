#include "blackbody/instruments/observables/spectrum/circulant.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/observables/spectrum/level_statistics.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr std::int64_t null_lattice = 3;

Fit fits(const Site& site, const InstrumentOptions& options) {
    if (!site.interaction || site.interaction->weight.dim() != 4) return Fit::no();
    if (site.interaction->kind != Interaction::Kind::convolution &&
        site.interaction->kind != Interaction::Kind::transposed_convolution)
        return Fit::no();
    const Fit fit = has_spectrum(site, options);
    if (!fit.fits) return fit;
    const auto& size = site.interaction->input_size;
    if (size[0] > 0 && size[1] > 0) return Fit::yes();
    return Fit::because("the size of the image that the convolution sees is not known");
}

/// Sums over all singular values, every wave vector counted as often as it occurs.
struct Gains {
    double count = 0, sum = 0, entropy = 0, largest = 0, smallest = 0;
    std::array<double, 2> k_largest{};
    SpacingRatio ratio;
    std::int64_t ratio_vectors = 0;  ///< wave vectors that gave ratios
};

/// T(k) is made of Y·X real matrices: so many half wave vectors are independent, the others lie between them.
double ratio_error(const Gains& g, const at::Tensor& weight) {
    const double taps = static_cast<double>(weight.size(2) * weight.size(3));
    const double independent = std::max(1.0, weight.is_complex() ? taps : taps / 2);
    return g.ratio.standard_error() * std::sqrt(std::max(1.0, static_cast<double>(g.ratio_vectors) / independent));
}

Gains gains_of(const CirculantSpectrum& s, double rounding) {
    Gains g;
    g.smallest = s.lambda.front();
    std::vector<double> singular(s.levels);
    for (std::int64_t v = 0; v < s.vectors; ++v) {
        const double* lambda = s.lambda.data() + v * s.levels;
        for (std::int64_t j = 0; j < s.levels; ++j) {
            g.sum += s.multiplicity[v] * lambda[j], g.count += s.multiplicity[v];
            singular[j] = std::sqrt(lambda[j]);
        }
        if (lambda[s.levels - 1] > g.largest) g.largest = lambda[s.levels - 1], g.k_largest = s.k[v];
        g.smallest = std::min(g.smallest, lambda[0]);
        if (!s.is_complex && s.multiplicity[v] != 2) continue;  // real T(k) belong to another class
        g.ratio.add(joined_if_degenerate(singular, rounding)), ++g.ratio_vectors;
    }
    for (std::int64_t v = 0; v < s.vectors; ++v)
        for (std::int64_t j = 0; j < s.levels; ++j) {
            const double p = s.lambda[v * s.levels + j] / g.sum;
            if (p > 0) g.entropy -= s.multiplicity[v] * p * std::log(p);
        }
    g.entropy /= std::log(std::max(2.0, g.count));
    return g;
}

/// All singular values by rank, each as often as it occurs, at most 200 points.
Curve gain_curve(const CirculantSpectrum& s) {
    std::vector<double> all;
    for (std::int64_t v = 0; v < s.vectors; ++v)
        for (int copy = 0; copy < static_cast<int>(s.multiplicity[v]); ++copy)
            all.insert(all.end(), s.lambda.begin() + v * s.levels, s.lambda.begin() + (v + 1) * s.levels);
    std::sort(all.begin(), all.end(), std::greater<>());
    Curve curve{.name = "gains",
                .label = "Singular values of the convolution on periodic images, strongest first.",
                .kind = Curve::Kind::line,
                .x = {"rank as share of all", "1", {}},
                .y = {"gain σ", "1", {}},
                .series = {{"weight", {}}}};
    const std::size_t points = std::min<std::size_t>(200, all.size());
    for (std::size_t i = 0; i < points; ++i) {
        const std::size_t j = points == 1 ? 0 : i * (all.size() - 1) / (points - 1);
        curve.x.values.push_back(static_cast<double>(j) / static_cast<double>(all.size()));
        curve.series[0].values.push_back(std::sqrt(all[j]));
    }
    return curve;
}

std::vector<std::string> notes_on(const Interaction& interaction, const CirculantSpectrum& s) {
    std::vector<std::string> notes;
    const auto& pads = interaction.pads;
    if (std::any_of(pads.begin(), pads.end(), [](std::int64_t p) { return p != 0; }))
        notes.push_back("borders are taken as periodic; the zero padding is not represented");
    const auto& w = interaction.weight;
    const bool transposed = interaction.kind == Interaction::Kind::transposed_convolution;
    for (int axis : {0, 1}) {
        const std::int64_t full = interaction.input_size[axis] * (transposed ? interaction.stride[axis] : 1);
        if (s.lattice[axis] == full || w.size(2) * w.size(3) == 1) continue;
        notes.push_back(fmt::format("a lattice of {} x {} wave vectors stands for images of {} x {}", s.lattice[0],
                                    s.lattice[1], interaction.input_size[0], interaction.input_size[1]));
        break;
    }
    return notes;
}

WeightResult weigh(const Site& site, const InstrumentOptions& options) {
    const Interaction& interaction = *site.interaction;
    const CirculantSpectrum s = circulant_spectrum(
        interaction, options.as_null ? CirculantOptions{.longest_side = null_lattice} : CirculantOptions{});
    const Gains g = gains_of(s, spectra_of(interaction)->rounding());
    WeightResult result;
    if (!(g.largest > 0)) {
        result.notes.push_back("all weights are zero");
        return result;
    }
    const auto put = [&](const char* name, double v) {
        result.values.push_back({name, v, static_cast<std::int64_t>(g.count), Uncertainty::exact()});
    };
    put("gain_max", std::sqrt(g.largest));
    put("stable_rank_share", g.sum / g.count / g.largest);
    if (options.as_null) return result;
    put("gain_rms", std::sqrt(g.sum / g.count));
    put("gain_min", std::sqrt(g.smallest));
    put("entropy", g.entropy);
    put("wave_number_max", std::hypot(g.k_largest[0], g.k_largest[1]));
    put("norm_over_unfolded", std::sqrt(g.largest / spectra_of(interaction)->unfolded().largest()));
    if (g.ratio.count > 1)
        result.values.push_back({"spacing_ratio", g.ratio.mean(), g.ratio.count,
                                 Uncertainty::of(ratio_error(g, interaction.weight), SpacingRatio::degrees)});
    result.curves.push_back(gain_curve(s));
    result.notes = notes_on(interaction, s);
    return result;
}

const Observable observable{.name = "circulant", .fits = fits, .weigh = weigh};
const Registered<Observable> entry{observable};

}  // namespace
}  // namespace blackbody

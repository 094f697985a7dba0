#include "blackbody/instruments/observables/momentum/momentum_curves.h"

#include <ATen/ops/linalg_svd.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "blackbody/tensor/complex_numbers.h"

namespace blackbody {
namespace {

constexpr std::int64_t map_grid = 16, rose_bins = 18, sheet_kernels = 64;

std::vector<double> midpoints(double from, double to, std::int64_t cells) {
    std::vector<double> points(cells);
    for (std::int64_t i = 0; i < cells; ++i)
        points[i] = from + (to - from) * (static_cast<double>(i) + 0.5) / static_cast<double>(cells);
    return points;
}

std::vector<double> numbers_to(std::int64_t n) {
    std::vector<double> values(n);
    for (std::int64_t i = 0; i < n; ++i) values[i] = static_cast<double>(i);
    return values;
}

}  // namespace

Curve brillouin_map(const KernelSpectrum& spectrum) {
    const at::Tensor energy = energy_over_zone(spectrum, HalfZone(map_grid)).sum(0);  // [K], rows of k_y > 0
    const double* e = energy.data_ptr<double>();
    const std::int64_t half = map_grid / 2, all = map_grid * map_grid;
    const double mean = energy.mean().item<double>();
    const double* mirror = spectrum.odd.defined() ? e + all / 2 : e;

    // The other half is turned by half a turn.
    std::vector<double> gain(all);
    for (std::int64_t i = 0; i < all / 2; ++i) {
        gain[half * map_grid + i] = mean > 0 ? e[i] / mean : 0;
        gain[half * map_grid - 1 - i] = mean > 0 ? mirror[i] / mean : 0;
    }
    const auto k = midpoints(-std::numbers::pi, std::numbers::pi, map_grid);
    return {
        .name = "brillouin_map",
        .label = "Gain of the layer at each wave vector, all channels together, relative to its mean over the zone.",
        .kind = Curve::Kind::map,
        .x = {"k_x", "rad/px", k},
        .y = {"k_y", "rad/px", k},
        .series = {{"gain", std::move(gain)}}};
}

Curve orientation_rose(const std::vector<ChannelMomentum>& channels) {
    std::vector<double> weight(rose_bins, 0);
    for (const ChannelMomentum& c : channels) {
        const auto bin = static_cast<std::int64_t>(c.angle / std::numbers::pi * static_cast<double>(rose_bins));
        weight[std::clamp<std::int64_t>(bin, 0, rose_bins - 1)] += c.energy > 0 ? c.coherence : 0;
    }
    return {.name = "orientation_rose",
            .label =
                "Directions of the waves that channels prefer (0: along x, upright stripes); each channel counts with "
                "its coherence.",
            .kind = Curve::Kind::rose,
            .x = {"angle", "rad", midpoints(0, std::numbers::pi, rose_bins)},
            .y = {"channels", "channel", {}},
            .series = {{"channels weighted by coherence", std::move(weight)}}};
}

Curve centre_and_bandwidth(const std::vector<ChannelMomentum>& channels) {
    std::vector<std::pair<double, double>> points;
    for (const ChannelMomentum& c : channels)
        if (c.energy > 0) points.emplace_back(c.centre, c.bandwidth);
    std::sort(points.begin(), points.end());
    Curve curve{.name = "centre_bandwidth",
                .label = "Bandwidth of each channel against the wave number at its centre.",
                .kind = Curve::Kind::line,
                .x = {"centre", "rad/px", {}},
                .y = {"bandwidth", "rad/px", {}},
                .series = {{"channels", {}}}};
    for (const auto& [centre, bandwidth] : points)
        curve.x.values.push_back(centre), curve.series[0].values.push_back(bandwidth);
    return curve;
}

Curve kernel_sheet(const Interaction& interaction) {
    const std::int64_t count = std::min(interaction.weight.size(0), sheet_kernels);
    const std::int64_t height = interaction.weight.size(2), width = interaction.weight.size(3);
    const at::Tensor kernels = parts_as_inputs(interaction.weight.narrow(0, 0, count)).flatten(2);
    const auto [u, s, vt] = at::linalg_svd(kernels, false);
    const at::Tensor patterns = vt.select(1, 0).mul(s.select(1, 0).unsqueeze(1)).contiguous();  // [count, Y X]

    Curve curve{.name = "kernel_sheet",
                .label = "Kernels of the first channels: of each the spatial pattern that carries most of its energy.",
                .kind = Curve::Kind::sheet,
                .x = {"x", "px", numbers_to(width)},
                .y = {"y", "px", numbers_to(height)},
                .series = {}};
    for (std::int64_t c = 0; c < count; ++c) {
        const double* w = patterns.data_ptr<double>() + c * height * width;
        std::vector<double> values(w, w + height * width);
        const auto largest = *std::max_element(values.begin(), values.end(),
                                               [](double a, double b) { return std::abs(a) < std::abs(b); });
        for (double& v : values) v = largest < 0 ? -v : v;
        curve.series.push_back({"channel " + std::to_string(c), std::move(values)});
    }
    return curve;
}

}  // namespace blackbody

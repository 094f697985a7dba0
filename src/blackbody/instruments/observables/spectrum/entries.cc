#include "blackbody/instruments/observables/spectrum/entries.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/median.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/where.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "blackbody/tensor/complex_numbers.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// Scale of the moduli along one axis, kept as an axis of 1: from the median, or from the mean square where that is 0.
at::Tensor scale_along(const at::Tensor& moduli, std::int64_t axis, int beta) {
    const double of_normal = beta == 2 ? std::sqrt(std::log(2.0)) : 0.67448975;
    const at::Tensor middle = std::get<0>(at::median(moduli, axis, true)) / of_normal;
    return at::where(middle > 0, middle, moduli.square().mean(axis, true).sqrt());
}

/// Above which modulus each entry of one group [rows, columns] is large.
at::Tensor limits(const at::Tensor& moduli, const BulkFit& fit, int beta) {
    const double factor = std::sqrt(std::sqrt(static_cast<double>(fit.rows) * static_cast<double>(fit.columns)));
    const at::Tensor own = at::maximum(scale_along(moduli, 1, beta), scale_along(moduli, 0, beta));
    return own.clamp_min(fit.sigma) * factor;
}

}  // namespace

std::vector<OutlierEntry> outlier_entries(const WeightSpectra& spectra, std::span<const BulkFit> groups) {
    const at::Tensor matrices = spectra.unfolded_matrices();
    const auto [taps_y, taps_x] = spectra.taps();
    const std::int64_t outputs = matrices.size(1), taps = taps_y * taps_x, inputs = matrices.size(2) / taps;
    std::vector<OutlierEntry> entries;
    for (std::int64_t g = 0; g < std::ssize(groups); ++g) {
        const at::Tensor moduli = matrices[g].abs(), limit = limits(moduli, groups[g], spectra.beta());
        const at::Tensor places = at::nonzero(moduli > limit);
        for (std::int64_t k = 0; k < places.size(0); ++k) {
            const std::int64_t row = places[k][0].item<std::int64_t>(), column = places[k][1].item<std::int64_t>();
            const double value = (spectra.beta() == 2 ? moduli : matrices[g])[row][column].item<double>();
            entries.push_back({.output = g * outputs + row,
                               .input = g * inputs + column / taps,
                               .tap_y = column % taps / taps_x,
                               .tap_x = column % taps_x,
                               .value = value,
                               .clip_to = std::copysign(limit[row][column].item<double>() * (1 - 1e-12), value)});
        }
    }
    std::stable_sort(entries.begin(), entries.end(), [](const OutlierEntry& a, const OutlierEntry& b) {
        return std::abs(a.value) > std::abs(b.value);
    });
    return entries;
}

std::vector<OutlierEntry> outlier_entries(const Interaction& interaction) {
    const auto spectra = spectra_of(interaction);
    const StackSpectrum& s = spectra->unfolded();
    try {
        std::vector<BulkFit> groups;
        for (std::int64_t g = 0; g < s.count; ++g)
            groups.push_back(fit_bulk(s.of(g), s.rows, s.columns, spectra->beta()));
        return outlier_entries(*spectra, groups);
    } catch (const NumericalError&) {
        return {};
    }
}

at::Tensor clipped(const WeightSpectra& spectra, const std::vector<OutlierEntry>& entries) {
    const at::Tensor matrices = spectra.unfolded_matrices().clone();
    const auto [taps_y, taps_x] = spectra.taps();
    const std::int64_t outputs = matrices.size(1), taps = taps_y * taps_x, inputs = matrices.size(2) / taps;
    for (const OutlierEntry& e : entries) {
        const at::Tensor place =
            matrices[e.output / outputs][e.output % outputs][e.input % inputs * taps + e.tap_y * taps_x + e.tap_x];
        place.mul_(e.clip_to / e.value);
    }
    return matrices;
}

std::string in_words(const OutlierEntry& entry, const WeightSpectra& spectra) {
    const auto [taps_y, taps_x] = spectra.taps();
    const std::string tap = taps_y * taps_x == 1 ? "" : fmt::format(", tap ({}, {})", entry.tap_y, entry.tap_x);
    return fmt::format("output {}, input {}{}: {}{:.4g}", entry.output, entry.input, tap,
                       spectra.beta() == 2 ? "|w| = " : "", entry.value);
}

}  // namespace blackbody

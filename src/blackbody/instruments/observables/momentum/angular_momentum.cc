#include "blackbody/instruments/observables/momentum/angular_momentum.h"

#include <cmath>

#include "blackbody/instruments/observables/momentum/momentum.h"
#include "blackbody/tensor/complex_numbers.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// <w, g w> or, for the null, fixed points: summed over the classes of D4.
struct Overlaps {
    double identity = 0, half_turn = 0, quarter_turns = 0, axis_mirrors = 0, diagonal_mirrors = 0;
};

/// Σ_ρ d_ρ/8 χ_ρ with the character table of D4.
SquareShares project(const Overlaps& o) {
    const double even = o.identity + o.half_turn;
    SquareShares shares{even + o.quarter_turns + o.axis_mirrors + o.diagonal_mirrors,
                        even + o.quarter_turns - o.axis_mirrors - o.diagonal_mirrors,
                        even - o.quarter_turns + o.axis_mirrors - o.diagonal_mirrors,
                        even - o.quarter_turns - o.axis_mirrors + o.diagonal_mirrors, 4 * (o.identity - o.half_turn)};
    // What the sides of the square forbid (A2 of 3 x 3) is 0, and not the rounding of what cancels.
    constexpr double rounding = 1e-13;
    for (double& share : shares) {
        share /= 8 * o.identity;
        if (std::abs(share) < rounding) share = 0;
    }
    return shares;
}

/// Adds product(p, g p) over the entries p of one n x n kernel, for every g of D4.
template <class Product>
void add_overlaps(std::int64_t n, const Product& product, Overlaps& o) {
    for (std::int64_t y = 0; y < n; ++y)
        for (std::int64_t x = 0; x < n; ++x) {
            const std::int64_t p = y * n + x, turned_y = n - 1 - y, turned_x = n - 1 - x;
            o.identity += product(p, p);
            o.half_turn += product(p, turned_y * n + turned_x);
            o.quarter_turns += product(p, x * n + turned_y) + product(p, turned_x * n + y);
            o.axis_mirrors += product(p, y * n + turned_x) + product(p, turned_y * n + x);
            o.diagonal_mirrors += product(p, x * n + y) + product(p, turned_x * n + turned_y);
        }
}

Fit fits(const Site& site, const InstrumentOptions& options) {
    const Fit spatial = fits_spatial_kernel(site, options);
    if (!spatial.fits) return spatial;
    const at::Tensor& weight = site.interaction->weight;
    if (weight.size(2) == 1 || weight.size(3) == 1) return Fit::no();
    return weight.size(2) == weight.size(3) ? Fit::yes() : Fit::because("its kernel is not square");
}

const Observable angular_momentum{.name = "angular_momentum", .fits = fits, .weigh = weigh_angular_momentum};
const Registered<Observable> entry{angular_momentum};

}  // namespace

SquareShares square_shares(const double* kernels, std::int64_t inputs, std::int64_t side) {
    Overlaps overlaps;
    for (std::int64_t i = 0; i < inputs; ++i, kernels += side * side)
        add_overlaps(
            side, [&](std::int64_t p, std::int64_t q) { return kernels[p] * kernels[q]; }, overlaps);
    return project(overlaps);
}

SquareShares independent_shares(std::int64_t side) {
    Overlaps overlaps;
    add_overlaps(
        side, [](std::int64_t p, std::int64_t q) { return p == q ? 1.0 : 0.0; }, overlaps);
    return project(overlaps);
}

WeightResult weigh_angular_momentum(const Site& site, const InstrumentOptions& options) {
    const at::Tensor kernels = parts_as_inputs(site.interaction->weight).contiguous();
    const std::int64_t channels = kernels.size(0), inputs = kernels.size(1), side = kernels.size(2);

    // Every channel that is not silent counts once, however loud.
    SquareShares mean{};
    std::int64_t sounding = 0;
    for (std::int64_t c = 0; c < channels; ++c) {
        const SquareShares shares = square_shares(kernels.data_ptr<double>() + c * inputs * side * side, inputs, side);
        if (std::isnan(shares[0])) continue;
        for (std::size_t t = 0; t < shares.size(); ++t) mean[t] += shares[t];
        ++sounding;
    }
    WeightResult result;
    if (sounding == 0) return result;
    for (std::size_t t = 0; t < mean.size(); ++t)
        result.values.push_back({square_types[t], mean[t] /= static_cast<double>(sounding), sounding});
    if (options.as_null) return result;

    const SquareShares independent = independent_shares(side);
    result.curves.push_back({.name = "symmetry_shares",
                             .label = "C4v shares: of the kernels' energy in each symmetry type of the square, beside "
                                      "that of independent entries.",
                             .kind = Curve::Kind::bars,
                             .x = {"symmetry type", "1", {0, 1, 2, 3, 4}},
                             .y = {"share", "1", {}},
                             .series = {{"kernels", {mean.begin(), mean.end()}},
                                        {"independent entries", {independent.begin(), independent.end()}}},
                             .marks = {{"A1", 0}, {"A2", 1}, {"B1", 2}, {"B2", 3}, {"E", 4}}});
    return result;
}

}  // namespace blackbody

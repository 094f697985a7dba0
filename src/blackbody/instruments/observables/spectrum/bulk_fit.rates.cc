/// Spikes: in noise 1 %, whatever the shape; of planted directions by their strength over the threshold of visibility.
#include <ATen/TensorOperators.h>
#include <ATen/ops/outer.h>
#include <fmt/format.h>

#include <cmath>

#include "bench/rates.h"
#include "blackbody/instruments/observables/spectrum/bulk_fit.h"
#include "blackbody/instruments/observables/spectrum/noise_spectrum.h"
#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/util/errors.h"
#include "support/random.h"

namespace blackbody {
namespace {

using Shape = std::pair<std::int64_t, std::int64_t>;

RateRow in_noise(Shape shape, const RateTrials& trials, int draws) {
    const auto [rows, columns] = shape;
    RateRow row{.data = fmt::format("Gaussian noise {} x {}", rows, columns),
                .counts = "false spikes",
                .low = .005,
                .high = .02};
    for (const Seed seed : trials.seeds("noise"))
        for (int d = 0; d < draws; ++d) {
            Random random(seed,
                          static_cast<std::uint64_t>(d) << 32 | static_cast<std::uint64_t>(rows * 1000 + columns));
            std::vector<double> lambda;
            draw_noise_spectrum(rows, columns, random, lambda);
            row.add(!fit_bulk(lambda, rows, columns).spikes.empty());
        }
    return row;
}

/// One direction of `strength` times the smallest that is visible in a large matrix, θ = y^¼.
RateRow planted(Shape shape, double strength, const RateTrials& trials) {
    const auto [rows, columns] = shape;
    RateRow row{.data = fmt::format("one direction of {} times the BBP threshold, {} x {}", strength, rows, columns),
                .counts = "spikes found"};
    const double p = static_cast<double>(std::min(rows, columns)), n = static_cast<double>(std::max(rows, columns));
    for (const Seed seed : trials.seeds("planted")) {
        const at::Tensor u = testing::gaussian({rows}, seed_for(seed, "u")),
                         v = testing::gaussian({columns}, seed_for(seed, "v"));
        const at::Tensor w = testing::gaussian({rows, columns}, seed) +
                             at::outer(u / u.norm(), v / v.norm()) * (strength * std::sqrt(std::sqrt(p * n)));
        row.add(!fit_bulk(to_doubles(squared_singular_values(w)), rows, columns).spikes.empty());
    }
    return row;
}

std::vector<RateRow> run(const RateTrials& trials) {
    std::vector<RateRow> rows;
    for (const Shape& shape :
         {Shape{8, 8}, {8, 64}, {64, 8}, {16, 16}, {16, 27}, {16, 144}, {27, 64}, {64, 64}, {64, 576}})
        rows.push_back(in_noise(shape, trials, 20));
    for (const Shape& shape : {Shape{128, 128}, {256, 256}}) rows.push_back(in_noise(shape, trials, 8));
    for (const Shape& shape : {Shape{16, 144}, {64, 64}, {128, 128}})
        for (const double strength : {1.2, 1.5, 2.0}) rows.push_back(planted(shape, strength, trials));
    return rows;
}

const RateSuite suite{.rule = "bulk: spikes", .run = run};
const Registered<RateSuite> entry{suite};

}  // namespace
}  // namespace blackbody

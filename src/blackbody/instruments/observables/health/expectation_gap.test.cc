#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "blackbody/base/observable.h"
#include "blackbody/instruments/observables/health/channel_gap.h"
#include "blackbody/util/rng.h"
#include "support/random.h"

namespace blackbody {
namespace {

using blackbody::testing::gaussian;

/// What a normalisation that expects mean 0 and variance 1 says of x, dealt to 16 blocks.
std::map<std::string, double> gap_of(const at::Tensor& x, double mean = 0, double variance = 1) {
    Site site;
    site.info.axes = "NCYX";
    site.expectation = Expectation{at::zeros({x.size(1)}) + mean, at::ones({x.size(1)}) * variance, "bn"};
    const Observable& observable = *find_observable("expectation_gap");
    EXPECT_TRUE(observable.fits(site, {}).fits);
    const auto all = observable.start(site, {});
    for (std::int64_t b = 0; b < 16; ++b) {
        const auto block = observable.start(site, {});
        Batch batch;
        block->add({x.narrow(0, b * x.size(0) / 16, x.size(0) / 16), batch});
        all->merge(*block);
    }
    std::map<std::string, double> values;
    for (const NamedValue& v : all->result()) values[v.name] = v.value;
    return values;
}

TEST(expectation_gap, says_where_running_statistics_are_at_their_initial_values) {
    Site site;
    site.info.axes = "NCYX";
    for (const double variance : {1., 1.1}) {
        site.expectation = Expectation{at::zeros({4}), at::ones({4}) * variance, "bn"};
        const auto notes = find_observable("expectation_gap")->start(site, {})->notes();
        EXPECT_EQ(notes.size(), variance == 1 ? 1u : 0u);
    }
}

TEST(expectation_gap, of_data_as_expected_is_the_floor_of_sampling) {
    double divergence = 0, floor = 0, shifted = 0;
    for (Seed seed = 0; seed < 10; ++seed) {
        auto v = gap_of(gaussian({64, 20, 6, 6}, seed, at::kFloat));
        divergence += v["divergence"] / 10, floor += v["divergence_floor"] / 10, shifted += v["shifted_channels"] / 200;
        EXPECT_LT(v["mean_gap"], 0.3);
    }
    // Sampling alone: KL = (1 + 1)/(2 n) a channel with n values.
    EXPECT_NEAR(divergence, 1 / (64 * 36.), 0.2 / (64 * 36.));
    EXPECT_NEAR(floor / divergence, 1, 0.2);
    EXPECT_NEAR(shifted, 0.02, 0.03);
}

TEST(expectation_gap, leaves_out_samples_that_are_not_numbers_and_counts_them) {
    Site site;
    site.info.axes = "NCYX";
    site.expectation = Expectation{at::zeros({3}), at::ones({3}), "bn"};
    at::Tensor x = gaussian({40, 3, 4, 4}, 8, at::kFloat);
    x[7][1][2][2] = std::nan("");
    const auto some = find_observable("expectation_gap")->start(site, {}), all = some->fresh();
    Batch batch;
    some->add({x, batch});
    all->add({at::cat({x.narrow(0, 0, 7), x.narrow(0, 8, 32)}, 0), batch});
    ASSERT_FALSE(some->result().empty());
    for (std::size_t i = 0; i < all->result().size(); ++i)
        EXPECT_NEAR(some->result()[i].value, all->result()[i].value, 1e-12);
    EXPECT_EQ(some->result()[0].n, 39);
    EXPECT_NE(some->notes().back().find("left out: 1 of 40 samples"), std::string::npos);
}

TEST(expectation_gap, of_shifted_and_scaled_data_is_the_divergence_of_two_normal_laws) {
    // x ~ N(1, 4) where N(0, 1) is expected: s = 1, v = 4, KL = (4 + 1 - 1 - ln 4)/2.
    for (const bool last : {false, true}) {
        const at::Tensor x = gaussian({160, 5, 20, 20}, 3, at::kFloat) * 2 + 1;
        auto v = gap_of(last ? x.contiguous(at::MemoryFormat::ChannelsLast) : x);
        EXPECT_NEAR(v["shift"], 1, 0.01);
        EXPECT_NEAR(v["log_variance_ratio"], std::log(4), 0.01);
        EXPECT_NEAR(v["divergence"], (4 - std::log(4)) / 2, 0.03);
        EXPECT_EQ(v["shifted_channels"], 5);
        EXPECT_GT(v["mean_gap"], 5);
    }
}

TEST(expectation_gap, measures_in_expected_standard_deviations) {
    auto v = gap_of(gaussian({160, 3, 10, 10}, 4, at::kFloat) * 3 + 7, 7, 9);
    EXPECT_NEAR(v["shift"], 0, 0.02);
    EXPECT_NEAR(v["log_variance_ratio"], 0, 0.02);
}

TEST(expectation_gap, reads_a_shift_in_units_of_the_spread_between_samples) {
    // Sample means spread with sd 1; a common offset of 1.5 is a gap of 1.5.
    at::Tensor x = gaussian({1600, 8, 1, 1}, 5, at::kFloat) + gaussian({1600, 8, 10, 10}, 6, at::kFloat) * 0.1 + 1.5;
    EXPECT_NEAR(gap_of(x)["mean_gap"], 1.5, 0.35);
}

TEST(expectation_gap, is_for_sites_that_a_normalisation_reads) {
    Site site;
    EXPECT_FALSE(find_observable("expectation_gap")->fits(site, {}).fits);
    site.expectation = Expectation{at::zeros({3}), at::zeros({3}), "bn7"};
    const Fit fit = find_observable("expectation_gap")->fits(site, {});
    EXPECT_FALSE(fit.fits);
    EXPECT_NE(fit.reason.find("bn7"), std::string::npos);
}

TEST(channel_gap, errors_are_those_of_the_mean_and_of_the_variance) {
    std::vector<ChannelSums> blocks;
    Random random(9);
    for (int b = 0; b < 200; ++b) {
        ChannelSums sums{50, 50, {0}, {0}};
        for (int i = 0; i < 50; ++i) {
            const double d = random.normal();
            sums.d1[0] += d, sums.d2[0] += d * d;
        }
        blocks.push_back(sums);
    }
    const ChannelGap gap = channel_gaps(blocks)[0];
    EXPECT_NEAR(gap.shift_error, 1 / std::sqrt(10000.), 1.5e-3);    // σ/√n
    EXPECT_NEAR(gap.log_ratio_error, std::sqrt(2 / 10000.), 2e-3);  // √(2/n)
}

}  // namespace
}  // namespace blackbody

#include "blackbody/instruments/observables/momentum/angular_momentum.h"
#include "blackbody/util/rng.h"
#include "support/random.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

using namespace blackbody;
using namespace blackbody::testing;

namespace {

SquareShares shares_of(const std::vector<double>& kernel, std::int64_t side) {
    return square_shares(kernel.data(), 1, side);
}

std::vector<NamedValue> weighed(const at::Tensor& weight, const Control* control = nullptr) {
    Site site{.info = {.name = "conv", .op = "Conv", .axes = "NCYX"},
              .interaction = Interaction{.kind = Interaction::Kind::convolution, .name = "w", .weight = weight}};
    if (control) site.interaction->weight = control->weights(*site.interaction, 5);
    return find_observable("angular_momentum")->weigh(site, {}).values;
}

}  // namespace

TEST(angular_momentum, of_independent_entries_has_the_published_shares) {
    const std::pair<std::int64_t, std::array<int, 5>> published[] = {
        {3, {3, 0, 1, 1, 4}}, {5, {6, 1, 3, 3, 12}}, {7, {10, 3, 6, 6, 24}}, {11, {21, 10, 15, 15, 60}}};
    for (const auto& [side, counts] : published)
        for (int t = 0; t < 5; ++t)
            EXPECT_NEAR(independent_shares(side)[t], static_cast<double>(counts[t]) / static_cast<double>(side * side),
                        1e-15)
                << side;
}

TEST(angular_momentum, names_blobs_whirls_crosses_and_edges) {
    EXPECT_EQ(shares_of({1, 2, 1, 2, 4, 2, 1, 2, 1}, 3), (SquareShares{1, 0, 0, 0, 0}));
    EXPECT_EQ(shares_of({0, 1, -1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 0, -1, 1, 0}, 4), (SquareShares{0, 1, 0, 0, 0}));
    EXPECT_EQ(shares_of({0, -1, 0, 1, 0, 1, 0, -1, 0}, 3), (SquareShares{0, 0, 1, 0, 0}));
    EXPECT_EQ(shares_of({1, 0, -1, 0, 0, 0, -1, 0, 1}, 3), (SquareShares{0, 0, 0, 1, 0}));
    EXPECT_EQ(shares_of({-1, 0, 1, -2, 0, 2, -1, 0, 1}, 3), (SquareShares{0, 0, 0, 0, 1}));
}

TEST(angular_momentum, shares_sum_to_one_and_do_not_change_under_turns_and_mirrors) {
    for (const std::int64_t side : {2, 3, 4, 5, 8}) {
        const at::Tensor w = gaussian({4, 3, side, side}, 1);
        const auto given = weighed(w), turned = weighed(w.rot90(1, {2, 3}).contiguous()),
                   mirrored = weighed(w.flip({3}).contiguous());
        double sum = 0;
        for (std::size_t t = 0; t < given.size(); ++t) {
            sum += given[t].value;
            EXPECT_GE(given[t].value, -1e-15);
            EXPECT_NEAR(given[t].value, turned[t].value, 1e-12);
            EXPECT_NEAR(given[t].value, mirrored[t].value, 1e-12);
        }
        EXPECT_NEAR(sum, 1, 1e-12);
    }
}

TEST(angular_momentum, what_the_side_forbids_is_zero_and_no_rounding) {
    Random random(5);
    std::vector<double> kernels(4 * 9);
    for (double& v : kernels) v = random.normal();
    EXPECT_EQ(square_shares(kernels.data(), 4, 3)[1], 0);  // A2 of 3 x 3
}

TEST(angular_momentum, of_random_kernels_agrees_with_independent_entries) {
    const auto drawn = weighed(gaussian({2000, 2, 5, 5}, 1), &find_control("random_kernels"));
    for (std::size_t t = 0; t < drawn.size(); ++t)
        EXPECT_NEAR(drawn[t].value, independent_shares(5)[t], 0.01) << drawn[t].name;
}

TEST(angular_momentum, leaves_silent_channels_out) {
    at::Tensor w = gaussian({4, 2, 3, 3}, 1);
    w.select(0, 1).zero_();
    EXPECT_EQ(weighed(w)[0].n, 3);
    EXPECT_TRUE(weighed(at::zeros({4, 2, 3, 3}, at::kDouble)).empty());
}

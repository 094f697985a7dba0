#include "blackbody/instruments/observables/spectrum/level_statistics.h"

#include <ATen/ops/complex.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "blackbody/instruments/observables/spectrum/porter_thomas.h"
#include "blackbody/tensor/linear_algebra.h"
#include "blackbody/util/rng.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

std::vector<double> singular_values(const at::Tensor& w) {
    std::vector<double> s = to_doubles(squared_singular_values(w));
    for (double& v : s) v = std::sqrt(std::max(v, 0.0));
    return s;
}

}  // namespace

TEST(level_statistics, three_universal_values_appear_where_theory_puts_them) {
    SpacingRatio real, complex, uniform;
    for (Seed seed = 0; seed < 20; ++seed) {
        real.add(singular_values(gaussian({150, 200}, seed)));
        complex.add(singular_values(at::complex(gaussian({150, 200}, 100 + seed), gaussian({150, 200}, 200 + seed))));
        std::vector<double> u = to_doubles(gaussian({900}, 300 + seed));
        std::sort(u.begin(), u.end());
        uniform.add(u);
    }
    EXPECT_NEAR(real.mean(), goe_ratio, .02);  // standard error .005
    EXPECT_NEAR(complex.mean(), gue_ratio, .02);
    EXPECT_NEAR(uniform.mean(), poisson_ratio, .01);
    // 2960 ratios of variance .065, each of which rises and falls with its neighbours by .237.
    EXPECT_NEAR(real.standard_error(), std::sqrt(.065 * 1.474 / 2960), 2e-4);
    EXPECT_EQ(real.neighbours, real.count - 20);
}

TEST(level_statistics, error_bars_hold_the_truth_as_often_as_they_say) {
    int one = 0, two = 0;
    const int matrices = 400;
    for (Seed seed = 0; seed < matrices; ++seed) {
        SpacingRatio ratio;
        ratio.add(singular_values(gaussian({40, 60}, 5000 + seed)));
        const double off = std::abs(ratio.mean() - goe_ratio) / ratio.standard_error();
        one += off < 1, two += off < 1.96;
    }
    EXPECT_NEAR(one, .683 * matrices, 3 * 9.3);  // binomial
    EXPECT_NEAR(two, .95 * matrices, 3 * 4.4);
}

TEST(level_statistics, pooled_slices_of_noise_look_independent_while_each_slice_repels) {
    const std::vector<double> lambda = to_doubles(squared_singular_values(gaussian({9, 64, 64}, 5)));
    SpacingRatio by_slice, pooled;
    for (int s = 0; s < 9; ++s) by_slice.add(std::span(lambda).subspan(64 * s, 64));
    std::vector<double> all = lambda;
    std::sort(all.begin(), all.end());
    pooled.add(all);
    EXPECT_NEAR(by_slice.mean(), goe_ratio, .04);
    EXPECT_NEAR(pooled.mean(), .39, .04);
}

TEST(level_statistics, evenly_spaced_levels_have_ratio_one_and_equal_levels_none) {
    SpacingRatio even, equal;
    even.add(std::vector<double>{1, 2, 3, 4, 5});
    equal.add(std::vector<double>{2, 2, 2, 2});
    EXPECT_DOUBLE_EQ(even.mean(), 1);
    EXPECT_EQ(even.count, 3);
    EXPECT_EQ(equal.count, 0);
}

TEST(porter_thomas, random_vectors_have_the_known_participation_and_entropy) {
    EXPECT_NEAR(random_inverse_participation(200), .014851, 1e-6);
    EXPECT_NEAR(random_component_entropy(200), 4.57367, 1e-5);
    double participation = 0, entropy = 0;
    for (Seed seed = 0; seed < 400; ++seed) {
        const std::vector<double> v = to_doubles(gaussian({200}, seed));
        participation += inverse_participation(v) / 400, entropy += component_entropy(v) / 400;
    }
    EXPECT_NEAR(participation, .014851, 2.5e-4);
    EXPECT_NEAR(entropy, 4.57367, .01);
}

TEST(porter_thomas, p_values_of_random_vectors_are_even_and_that_of_a_localised_one_is_small) {
    int below_a_tenth = 0;
    for (Seed seed = 0; seed < 300; ++seed)
        below_a_tenth += localisation_p_value(inverse_participation(to_doubles(gaussian({64}, 7000 + seed))), 64) <= .1;
    EXPECT_NEAR(below_a_tenth, 30, 3.5 * std::sqrt(27.0));

    std::vector<double> v(64, .05);
    v[10] = 1;
    EXPECT_DOUBLE_EQ(localisation_p_value(inverse_participation(v), 64), .001);
    EXPECT_DOUBLE_EQ(localisation_p_value(inverse_participation(std::vector<double>(64, 1.0)), 64), 1);
}

#include "blackbody/instruments/observables/spectrum/goodness_of_fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace blackbody;

namespace {

std::vector<double> power_law_logs(std::int64_t n, double alpha, Seed seed) {
    Random random(seed);
    std::vector<double> log_x(n);
    for (double& l : log_x) l = -std::log(random.uniform()) / (alpha - 1);
    std::sort(log_x.begin(), log_x.end());
    return log_x;
}

std::vector<double> normal_logs(std::int64_t n, Seed seed) {
    Random random(seed);
    std::vector<double> log_x(n);
    for (double& l : log_x) l = std::log(std::abs(10 + random.normal()));
    std::sort(log_x.begin(), log_x.end());
    return log_x;
}

}  // namespace

TEST(goodness_of_fit, true_power_laws_are_ruled_out_no_more_often_than_the_level_says) {
    int below_a_tenth = 0, above_a_half = 0;
    const int sets = 100;
    for (Seed seed = 0; seed < sets; ++seed) {
        const std::vector<double> log_x = power_law_logs(200, 2.5, 100 + seed);
        const double p = test_power_law(log_x, fit_power_law(log_x), 49, seed).p_value;
        below_a_tenth += p <= .1, above_a_half += p > .5;
    }
    EXPECT_LE(below_a_tenth, .1 * sets + 3 * std::sqrt(.09 * sets));
    EXPECT_GE(above_a_half, .5 * sets - 3 * std::sqrt(.25 * sets));
}

TEST(goodness_of_fit, rules_out_a_bell_curve) {
    int ruled_out = 0;
    for (Seed seed = 0; seed < 10; ++seed) {
        const std::vector<double> log_x = normal_logs(2000, seed);
        const PowerLaw whole = fit_power_law(log_x, {.min_tail = 1500});  // its upper end alone may pass for one
        ruled_out += test_power_law(log_x, whole, 49, seed).p_value < .1;
    }
    EXPECT_EQ(ruled_out, 10);
}

TEST(goodness_of_fit, interval_covers_the_true_exponent_as_often_as_it_says) {
    int covered = 0;
    const int sets = 60;
    for (Seed seed = 0; seed < sets; ++seed) {
        const std::vector<double> log_x = power_law_logs(300, 3, 900 + seed);
        const PowerLaw fit = fit_power_law(log_x);
        const PowerLawTest test = test_power_law(log_x, fit, 99, seed);
        EXPECT_GT(test.alpha_error, .5 * fit.sigma());
        covered += test.alpha_low <= 3 && 3 <= test.alpha_high;
    }
    EXPECT_GE(covered, 49);  // 95 % of 60 = 57; 49 is five standard deviations below
}

TEST(goodness_of_fit, is_the_same_for_the_same_seed_and_another_for_another) {
    const std::vector<double> log_x = power_law_logs(150, 2.2, 1);
    const PowerLaw fit = fit_power_law(log_x);
    EXPECT_EQ(test_power_law(log_x, fit, 60, 5).alpha_error, test_power_law(log_x, fit, 60, 5).alpha_error);
    EXPECT_NE(test_power_law(log_x, fit, 60, 5).alpha_error, test_power_law(log_x, fit, 60, 6).alpha_error);
}

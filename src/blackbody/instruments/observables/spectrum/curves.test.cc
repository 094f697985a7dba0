#include "blackbody/instruments/observables/spectrum/curves.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace blackbody;

namespace {

double area(const CurveAxis& x, const std::vector<double>& density) {
    double sum = 0;
    for (std::size_t b = 0; b < density.size(); ++b) sum += density[b] * std::log(x.values[b + 1] / x.values[b]);
    return sum;
}

}  // namespace

TEST(log_bins, have_equal_widths_on_a_logarithmic_axis_and_both_ends) {
    const CurveAxis x = log_bins(0.01, 100, 4);
    ASSERT_EQ(x.values.size(), 5u);
    for (int b = 0; b <= 4; ++b) EXPECT_NEAR(x.values[b], std::pow(10, b - 2), 1e-12 * std::pow(10, b - 2));
    EXPECT_TRUE(x.log);
}

TEST(density_in, is_the_share_of_all_values_wherever_they_lie) {
    const CurveAxis x = log_bins(0.1, 10, 7);
    const std::vector<double> values = {0, 1e-9, 0.1, 0.5, 3, 10, 11};
    EXPECT_NEAR(area(x, density_in(x, values)), 1, 1e-12);
}

TEST(density_in, of_values_that_are_uniform_in_their_logarithm_is_flat) {
    const CurveAxis x = log_bins(1, 16, 4);
    std::vector<double> values;
    for (int i = 0; i < 400; ++i) values.push_back(std::pow(16, (i + 0.5) / 400));
    for (const double d : density_in(x, values)) EXPECT_NEAR(d, 1 / std::log(16), 1e-12);
}

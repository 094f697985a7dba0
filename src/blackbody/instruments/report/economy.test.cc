#include "blackbody/instruments/report/economy.h"

#include <gtest/gtest.h>

#include <numeric>

#include "support/specimen_results.h"

namespace blackbody {
namespace {

TEST(economy, keeps_the_area_of_a_histogram) {
    const Curve whole = specimen::histogram(9), thin = thinned(whole, 10);
    auto area = [](const Curve& curve) {
        double sum = 0;
        for (std::size_t i = 0; i < curve.series[0].values.size(); ++i)
            sum += curve.series[0].values[i] * (curve.x.values[i + 1] - curve.x.values[i]);
        return sum;
    };
    ASSERT_EQ(thin.series[0].values.size(), 10u);
    EXPECT_EQ(thin.x.values.size(), 11u);
    EXPECT_NEAR(area(thin), area(whole), 1e-12);
}

TEST(economy, keeps_both_ends_of_a_line) {
    const Curve whole = specimen::spectrum_curve(), thin = thinned(whole, 8);
    EXPECT_LE(thin.x.values.size(), 9u);
    EXPECT_EQ(thin.x.values.front(), whole.x.values.front());
    EXPECT_EQ(thin.x.values.back(), whole.x.values.back());
    EXPECT_EQ(thin.series[0].values.size(), thin.x.values.size());
    EXPECT_EQ(thin.series[0].errors.size(), thin.x.values.size());
}

TEST(economy, leaves_maps_sheets_and_short_curves_as_they_are) {
    EXPECT_EQ(thinned(specimen::map_curve(6), 4).series[0].values.size(), 36u);
    EXPECT_EQ(thinned(specimen::histogram(9), 64).series[0].values.size(), 40u);
}

TEST(economy, rounds_values_to_five_digits_and_nulls_to_three) {
    Results results = specimen::results();
    results.measurements[0].estimates[0].value = 1.0 / 3;
    results.measurements[0].estimates[0].nulls[0].mean = 1.0 / 3;
    const Results page = economical(results, 64);
    EXPECT_EQ(page.measurements[0].estimates[0].value, 0.33333);
    EXPECT_EQ(page.measurements[0].estimates[0].nulls[0].mean, 0.333);
}

TEST(economy, rounding_never_puts_a_value_outside_its_draws) {
    Results results;
    results.measurements.push_back(
        {"a", "s", {{"q", 0.0849, Uncertainty::exact(), 1, {{"c", 0.0849, 0.09, 0.01, 0.0845, 0.0991, 19}}}}});
    results.measurements.push_back(
        {"a", "t", {{"q", -1.234, Uncertainty::exact(), 1, {{"c", -1.234, -1.1, 0.1, -1.2345, -1.0049, 19}}}}});
    for (const Measurement& m : economical(results, 8).measurements) {
        const Null& null = m.estimates[0].nulls[0];
        EXPECT_LE(null.low, null.value);
        EXPECT_GE(null.high, null.value);
    }
}

}  // namespace
}  // namespace blackbody

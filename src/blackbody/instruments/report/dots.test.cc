#include "blackbody/instruments/report/dots.h"

#include <gtest/gtest.h>

#include "blackbody/instruments/report/economy.h"
#include "blackbody/util/rng.h"
#include "support/specimen_results.h"

namespace blackbody {
namespace {

Null drawn(double value, double low, double high, std::int64_t draws = 19) {
    return {"permuted_kernels", value, (low + high) / 2, (high - low) / 4, low, high, draws};
}

Results with(std::vector<Null> nulls) {
    Results results;
    for (Null& null : nulls)
        results.measurements.push_back(
            {"excitation", "relu1", {{"entropy", null.value, Uncertainty::exact(), 1, {null}}}});
    return results;
}

TEST(dots, are_filled_where_a_verdict_would_be_and_nowhere_else) {
    EXPECT_EQ(mark(drawn(3, 1, 2)), "●");
    EXPECT_EQ(mark(drawn(.5, 1, 2)), "●");
    EXPECT_EQ(mark(drawn(1.5, 1, 2)), "○");
    EXPECT_EQ(mark(drawn(2 + 1e-7, 1, 2)), "○");    // the order of additions
    EXPECT_EQ(mark(drawn(3, 1, 2, 18)), "");        // too few to tell
    EXPECT_EQ(mark(drawn(3, 3, 3, 0)), "");         // in closed form
    EXPECT_EQ(mark(drawn(1 - 1.5e-6, 1, 2)), "○");  // one rule for both ends: a millionth of the larger
}

TEST(dots, say_what_was_compared_where_it_is_not_the_number_beside_them) {
    const Null null = drawn(.67, .65, .75);
    const Estimate sampled{"entropy", .5952, Uncertainty::of(.0079), 5000, {null}},
        the_same{"entropy", .6702, Uncertainty::of(.0079), 5000, {null}};
    EXPECT_EQ(reading(sampled, null), "0.700 ± 0.025 ○ (compared:\u00a00.67)");
    EXPECT_EQ(reading(the_same, null), "0.700 ± 0.025 ○");
}

TEST(dots, of_noise_one_in_ten_is_filled_by_chance_and_the_legend_says_so) {
    Random random(3);
    std::vector<Null> nulls;
    for (int i = 0; i < 4000; ++i) {
        Null null = drawn(random.normal(), 1e9, -1e9);
        for (int d = 0; d < 19; ++d) {
            const double draw = random.normal();
            null.low = std::min(null.low, draw), null.high = std::max(null.high, draw);
        }
        nulls.push_back(null);
    }
    const Results results = with(nulls);
    const Dots dots = dots_of(results);
    EXPECT_EQ(dots.all, 4000);
    EXPECT_NEAR(dots.by_chance, 400, 1e-9);
    EXPECT_NEAR(static_cast<double>(dots.filled), 400, 3 * 19);  // three standard deviations of a binomial
    EXPECT_NE(about_dots(results).find("1 in 10 is ● by chance"), std::string::npos) << about_dots(results);
    EXPECT_NE(about_dots(results).find("of 4,000 are; chance alone would fill about 400"), std::string::npos);
}

TEST(dots, stand_where_they_stood_after_the_page_has_rounded_its_numbers) {
    for (const double value : {.0123449, .01234502, .99949, 1.0005, 123456., 123455.9}) {
        const Null inside = drawn(value, value * (1 - 3e-6), value * (1 + 3e-6)),
                   outside = drawn(value, value * (1 + 4e-6), value * (1 + 8e-6));
        const Results results = with({inside, outside}), page = economical(results, 64);
        for (std::size_t i = 0; i < 2; ++i)
            EXPECT_EQ(standing(page.measurements[i].estimates[0].nulls[0]),
                      standing(results.measurements[i].estimates[0].nulls[0]))
                << value << " " << i;
    }
}

}  // namespace
}  // namespace blackbody

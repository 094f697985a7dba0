#include "blackbody/systems/layered/waves/slits.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace blackbody;

TEST(slits, the_reference_values_of_two_and_three) {
    EXPECT_NEAR(slit_intensity({.count = 2}, .1), .0935952416920991, 1e-15);
    EXPECT_NEAR(slit_intensity({.count = 3}, .1), .0404138516409375, 1e-15);
}

TEST(slits, a_sum_of_many_waves_is_the_closed_form) {
    for (const std::int64_t n : {1, 2, 3, 7})
        for (const double angle : {0., .03, .1, .4})
            EXPECT_NEAR(summed_intensity({.count = n}, angle, 4000), slit_intensity({.count = n}, angle), 1e-6) << n;
}

TEST(slits, principal_maxima_are_as_bright_as_the_middle_but_for_the_width_of_a_slit) {
    // d sin t = λ: all slits in phase again.
    const double angle = std::asin(.25);
    for (const std::int64_t n : {2, 3, 4, 5}) {
        const Slits slits{.count = n, .width = 1e-6};
        EXPECT_NEAR(slit_intensity(slits, angle), 1, 1e-9) << n;
    }
}

TEST(slits, energy_does_not_depend_on_interference) {
    // Over one period of sin t the mean of the grating's factor is 1 / N.
    for (const std::int64_t n : {2, 5}) {
        double mean = 0;
        const int points = 1000;
        for (int i = 0; i < points; ++i)
            mean += slit_intensity({.count = n, .width = 1e-9}, std::asin(.25 * (i + .5) / points)) / points;
        EXPECT_NEAR(mean, 1. / static_cast<double>(n), 1e-9) << n;
    }
}

TEST(slits, visibility_and_coherence) {
    EXPECT_DOUBLE_EQ(visibility(1, .25, 1), .8);
    EXPECT_DOUBLE_EQ(visibility(1, 1, .3), .3);
    EXPECT_NEAR(coherence_index({{1, 1}, {2, 2}, {.5, .5}}), 1, 1e-15);
    EXPECT_NEAR(coherence_index({{1, 0}, {-1, 0}}), -1, 1e-15);
    EXPECT_NEAR(coherence_index({{1, 0}, {0, 1}}), 0, 1e-15);
    EXPECT_EQ(coherence_index({{3, 4}}), 0);
}

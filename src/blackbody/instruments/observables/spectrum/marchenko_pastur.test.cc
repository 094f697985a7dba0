#include "blackbody/instruments/observables/spectrum/marchenko_pastur.h"

#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/instruments/observables/spectrum/quadrature.h"

using namespace blackbody;

namespace {

/// ∫ f(x) density(x) dx with x = centre + half cos t, which makes the edges smooth.
template <class F>
double average(const MarchenkoPastur& law, double up_to, F f) {
    const double centre = (law.low() + law.high()) / 2, half = (law.high() - law.low()) / 2;
    const Quadrature q = gauss_legendre(200, std::acos(std::min(1.0, (up_to - centre) / half)), 3.14159265358979323846);
    double sum = 0;
    for (std::size_t i = 0; i < q.x.size(); ++i) {
        const double x = centre + half * std::cos(q.x[i]);
        sum += q.w[i] * half * std::sin(q.x[i]) * law.density(x) * f(x);
    }
    return sum;
}

}  // namespace

TEST(marchenko_pastur, edges_are_those_of_the_law) {
    const MarchenkoPastur law{.y = .25};
    EXPECT_DOUBLE_EQ(law.low(), .25);
    EXPECT_DOUBLE_EQ(law.high(), 2.25);
    EXPECT_DOUBLE_EQ((MarchenkoPastur{.y = 1, .sigma2 = 2}).high(), 8);
}

TEST(marchenko_pastur, moments_are_those_of_the_law) {
    for (double y : {1.0, .5, .25, .1}) {
        const MarchenkoPastur law{.y = y, .sigma2 = 1.7};
        const double expected[] = {1, 1 + y, 1 + 3 * y + y * y, 1 + 6 * y + 6 * y * y + y * y * y};
        for (int k = 1; k <= 4; ++k)
            EXPECT_NEAR(average(law, law.high(), [&](double x) { return std::pow(x / 1.7, k); }), expected[k - 1], 1e-4)
                << y;
    }
}

TEST(marchenko_pastur, closed_form_of_the_distribution_is_the_integral_of_the_density) {
    for (double y : {1.0, .7, .25, .02}) {
        const MarchenkoPastur law{.y = y, .sigma2 = .3};
        for (double share : {.1, .4, .8, .99}) {
            const double x = law.low() + share * (law.high() - law.low());
            EXPECT_NEAR(law.cdf(x), average(law, x, [](double) { return 1.0; }), 1e-4) << "y " << y << " x " << x;
        }
    }
}

TEST(marchenko_pastur, medians_are_the_published_ones) {
    EXPECT_NEAR((MarchenkoPastur{.y = 1}).quantile(.5), .652776, 1e-6);
    EXPECT_NEAR((MarchenkoPastur{.y = .5}).quantile(.5), .830466, 1e-6);
    EXPECT_NEAR((MarchenkoPastur{.y = .25}).quantile(.5), .916004, 1e-6);
    EXPECT_NEAR((MarchenkoPastur{.y = .1}).quantile(.5), .966565, 1e-6);
}

#include "blackbody/instruments/observables/excitation/tail.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "blackbody/util/rng.h"

namespace blackbody {
namespace {

/// Sixteen blocks of values drawn by `draw`.
std::vector<TailBins> blocks_of(const std::function<double(Random&)>& draw, int count, Seed seed) {
    std::vector<TailBins> blocks(16);
    Random random(seed);
    for (int i = 0; i < count; ++i) {
        const double x = draw(random);
        if (x > 0) blocks[i % 16].add(static_cast<float>(x), std::log(static_cast<float>(x)));
    }
    return blocks;
}

double standard_normal(Random& r) { return r.normal(); }
double exponential(Random& r) { return -2 * std::log(r.uniform()); }
double log_normal(Random& r) { return std::exp(0.3 + 0.8 * r.normal()); }
double power_law(Random& r) { return std::pow(r.uniform(), -1 / 1.5); }

TEST(excitation_law, of_values_drawn_from_each_law_is_recovered) {
    for (Seed seed : {1, 2, 3}) {
        const struct {
            double (*draw)(Random&);
            Family family;
        } cases[] = {{standard_normal, Family::normal},
                     {exponential, Family::exponential},
                     {log_normal, Family::log_normal},
                     {power_law, Family::power_law}};
        for (const auto& c : cases) {
            const FamilyVerdict verdict = best_family(blocks_of(c.draw, 40000, seed));
            EXPECT_EQ(verdict.best, c.family) << to_string(verdict.best) << " for " << to_string(c.family);
            EXPECT_TRUE(verdict.decided) << to_string(c.family);
            EXPECT_LT(verdict.gap, 0.02) << to_string(c.family);
        }
    }
}

TEST(excitation_law, of_values_that_follow_none_of_the_four_is_none) {
    for (Seed seed : {1, 2, 3}) {
        for (double (*draw)(Random&) : {standard_normal, exponential, log_normal, power_law})
            EXPECT_TRUE(best_family(blocks_of(draw, 20000, seed)).is_good);
        for (const double top : {1., 1.3, 1.7}) {
            const FamilyVerdict uniform =
                best_family(blocks_of([=](Random& r) { return top * r.uniform(); }, 20000, seed));
            EXPECT_FALSE(uniform.is_good) << top << " " << uniform.gap << " " << uniform.gap_noise;
        }
        // Two heaps far apart.
        EXPECT_FALSE(
            best_family(blocks_of([](Random& r) { return r.uniform() < .5 ? 1 + .1 * r.normal() : 8 + r.normal(); },
                                  20000, seed))
                .is_good);
    }
    // Few values off by chance are no reason to say so.
    int good = 0;
    for (Seed seed = 0; seed < 40; ++seed)
        good += best_family(blocks_of([](Random& r) { return 1 + standard_normal(r) / 3; }, 120, seed)).is_good;
    EXPECT_GE(good, 37);
}

TEST(excitation_law, has_the_parameters_that_the_values_were_drawn_with) {
    const FamilyVerdict normal = best_family(blocks_of([](Random& r) { return 1 + 0.5 * r.normal(); }, 100000, 4));
    EXPECT_NEAR(normal.fits[0].location, 1, 0.01);
    EXPECT_NEAR(normal.fits[0].spread, 0.5, 0.01);
    const FamilyVerdict power = best_family(blocks_of(power_law, 100000, 5));
    EXPECT_NEAR(power.fits[3].location, 2.5, 0.02);
    const FamilyVerdict waiting = best_family(blocks_of(exponential, 100000, 6));
    EXPECT_NEAR(waiting.fits[1].spread, 2, 0.03);
    const FamilyVerdict product = best_family(blocks_of(log_normal, 100000, 7));
    EXPECT_NEAR(product.fits[2].location, 0.3, 0.02);
    EXPECT_NEAR(product.fits[2].spread, 0.8, 0.02);
}

TEST(excitation_law, is_undecided_where_two_laws_fit_alike) {
    // A log-normal of small width is close to a normal; 300 values cannot tell.
    int decided = 0;
    for (Seed seed = 0; seed < 20; ++seed)
        decided += best_family(blocks_of([](Random& r) { return std::exp(0.1 * r.normal()); }, 300, seed)).decided;
    EXPECT_LE(decided, 2);
}

TEST(excitation_law, cuts_off_at_most_a_tenth_of_the_excited_values) {
    const auto blocks = blocks_of(standard_normal, 20000, 8);
    const FamilyVerdict verdict = best_family(blocks);
    double excited = 0;
    for (const TailBins& block : blocks) excited += block.above(0).n;
    EXPECT_GE(verdict.n, 0.9 * excited);
    EXPECT_LT(verdict.n, excited);
    EXPECT_EQ(verdict.threshold, 0.125);  // P(|z| < 1/8) = .0995, P(|z| < 1/4) = .197
}

TEST(excitation_law, densities_integrate_to_the_survival_function) {
    const auto blocks = blocks_of(log_normal, 5000, 9);
    const TailSums sums = blocks[0].above(TailBins::octave_count / 2 - 1);
    const double t = 0.5;
    for (Family family : tail_families) {
        const FamilyFit fit = fit_family(family, sums, t);
        double integral = 0;
        const double dx = 1e-4;
        for (double x = t + dx / 2; x < 3; x += dx)
            integral += dx * std::exp(fit.log_likelihood({1, x, x * x, std::log(x), std::log(x) * std::log(x)}));
        EXPECT_NEAR(integral, 1 - fit.survival(3), 1e-5) << to_string(family);
        EXPECT_NEAR(fit.survival(t), 1, 1e-12);
    }
}

TEST(excitation_law, needs_a_hundred_different_values) {
    EXPECT_EQ(best_family(blocks_of(exponential, 50, 1)).n, 0);
    EXPECT_EQ(best_family(blocks_of([](Random&) { return 1.; }, 5000, 1)).n, 0);
}

}  // namespace
}  // namespace blackbody

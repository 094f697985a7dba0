#include "blackbody/util/rng.h"

#include <gtest/gtest.h>

using namespace blackbody;

// Known answers of the Random123 distribution (kat_vectors, philox4x32 10).
TEST(rng, philox_gives_the_published_vectors) {
    EXPECT_EQ(philox(0, 0, 0), (std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox(~0ull, ~0ull, ~0ull),
              (std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox(0x299f31d0a4093822ull, 0x0370734413198a2eull, 0x85a308d3243f6a88ull),
              (std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(rng, uniform_and_normal_have_their_moments) {
    Random random(7);
    double u = 0, z = 0, zz = 0;
    const int n = 200000;
    for (int i = 0; i < n; ++i) {
        u += random.uniform();
        const double x = random.normal();
        z += x, zz += x * x;
    }
    EXPECT_NEAR(u / n, 0.5, 4 * 0.2887 / std::sqrt(n));
    EXPECT_NEAR(z / n, 0, 4 / std::sqrt(n));
    EXPECT_NEAR(zz / n, 1, 4 * std::sqrt(2.0 / n));
}

TEST(rng, the_two_normals_of_a_pair_are_independent) {
    Random random(11);
    double xy = 0, xxyy = 0;
    const int n = 200000;
    for (int i = 0; i < n; ++i) {
        const double x = random.normal(), y = random.normal();
        xy += x * y, xxyy += x * x * y * y;
    }
    EXPECT_NEAR(xy / n, 0, 4 / std::sqrt(n));
    EXPECT_NEAR(xxyy / n, 1, 4 * std::sqrt(8.0 / n));
}

TEST(rng, below_is_uniform) {
    Random random(2);
    std::array<int, 7> count{};
    const int n = 70000;
    for (int i = 0; i < n; ++i) ++count[random.below(7)];
    double chi2 = 0;
    for (const int c : count) chi2 += (c - n / 7.0) * (c - n / 7.0) / (n / 7.0);
    EXPECT_LT(chi2, 22.5);  // 99.9 % of chi-squared with 6 degrees
}

TEST(rng, permutation_holds_every_number_once) {
    auto p = Random(3).permutation(1000);
    std::sort(p.begin(), p.end());
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(p[i], i);
}

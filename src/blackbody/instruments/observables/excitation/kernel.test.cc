#include "blackbody/instruments/observables/excitation/kernel.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/util/rng.h"
#include "support/threads.h"

namespace blackbody {
namespace {

using testing::WithThreads;

/// Standard normal values; every third one is zero.
at::Tensor noise(std::vector<std::int64_t> shape, Seed seed) {
    at::Tensor x = at::empty(shape, at::kFloat);
    Random random(seed);
    float* data = x.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < x.numel(); ++i)
        data[i] = random.below(3) == 0 ? 0.f : static_cast<float>(random.normal());
    return x;
}

struct Plain {
    double n = 0, n_ln = 0, q = 0, q_ln = 0, powers[4] = {};
    std::int64_t positive = 0, zero = 0;
    std::vector<std::int32_t> firings;
    double min = INFINITY, max = -INFINITY;
};

/// The definitions, value by value, for sample n of x whose channel axis is given.
Plain plain(const at::Tensor& x, std::int64_t n, std::int64_t channel_axis, const ReadingScale& reading) {
    const at::Tensor by_channel = x.select(0, n).movedim(channel_axis - 1, 0).contiguous();
    const std::int64_t channels = by_channel.size(0), places = by_channel.numel() / channels;
    Plain p;
    p.firings.resize(channels);
    for (std::int64_t i = 0; i < channels * places; ++i) {
        const double v = by_channel.const_data_ptr<float>()[i], y = v * reading.inverse_scale, d = y - reading.pivot;
        if (y > 0) p.n += y, p.n_ln += y * std::log(y), ++p.positive, ++p.firings[i / places];
        if (y != 0) p.q += y * y, p.q_ln += y * y * std::log(y * y);
        p.zero += y == 0;
        for (int k = 0; k < 4; ++k) p.powers[k] += std::pow(d, k + 1);
        p.min = std::min(p.min, v), p.max = std::max(p.max, v);
    }
    return p;
}

void expect_equals_plain(const at::Tensor& x, const std::string& axes, std::int64_t channel_axis) {
    const StateView view = view_of(x, axes);
    const ReadingScale reading = reading_for(view);
    std::vector<SampleSums> sums;
    std::vector<std::int32_t> firings;
    sum_state(view, reading, sums, firings);
    for (std::int64_t n = 0; n < x.size(0); ++n) {
        const Plain p = plain(x, n, channel_axis, reading);
        const SampleSums& s = sums[n];
        const double size = 2e-6 * (1 + p.q + std::abs(p.n_ln) + std::abs(p.q_ln));
        EXPECT_NEAR(s.rectified, p.n, size);
        EXPECT_NEAR(s.rectified_log, p.n_ln, size);
        EXPECT_NEAR(s.squared, p.q, size);
        EXPECT_NEAR(s.squared_log, p.q_ln, size);
        const double powers[4] = {s.d1, s.d2, s.d3, s.d4};
        for (int k = 0; k < 4; ++k)
            EXPECT_NEAR(powers[k], p.powers[k], 2e-6 * (1 + p.powers[1] + p.powers[3])) << "power " << k + 1;
        EXPECT_EQ(s.positive, p.positive);
        EXPECT_EQ(s.zero, p.zero);
        EXPECT_EQ(s.values, x[n].numel());
        EXPECT_EQ(s.min, static_cast<float>(p.min));
        EXPECT_EQ(s.max, static_cast<float>(p.max));
        EXPECT_EQ(
            std::vector<std::int32_t>(firings.begin() + n * view.channels, firings.begin() + (n + 1) * view.channels),
            p.firings);
    }
}

TEST(excitation_kernel, equals_the_plain_definition_for_every_layout_and_odd_size) {
    for (std::int64_t c : {1, 3, 8, 10, 16, 24, 33, 64})
        for (std::int64_t y : {1, 5, 7, 32}) {
            const at::Tensor x = noise({2, c, y, y + 1}, 100 * c + y);
            expect_equals_plain(x, "NCYX", 1);
            expect_equals_plain(x.contiguous(at::MemoryFormat::ChannelsLast), "NCYX", 1);
            expect_equals_plain(x.transpose(2, 3), "NCYX", 1);
        }
    for (std::int64_t u : {1, 15, 16, 17, 100, 1001, 20000}) expect_equals_plain(noise({3, u}, u), "NU", 1);
    for (std::int64_t t : {1, 7, 39}) expect_equals_plain(noise({2, t, 50}, t), "NTU", 2);
    expect_equals_plain(noise({2, 4, 9, 9}, 5), "NHTT", 1);
}

TEST(excitation_kernel, takes_values_of_any_size_without_overflow) {
    for (double scale : {1e-30, 1e-12, 1e10, 1e30}) {
        const StateView view = view_of(noise({2, 1000}, 3) * scale, "NU");
        std::vector<SampleSums> sums;
        std::vector<std::int32_t> firings;
        sum_state(view, reading_for(view), sums, firings);
        for (const SampleSums& s : sums) EXPECT_GT(s.d4 * s.values / (s.d2 * s.d2), 1) << scale;
    }
}

TEST(excitation_kernel, counts_non_finite_values_and_leaves_them_out) {
    at::Tensor x = noise({2, 40, 5, 5}, 4);
    at::Tensor clean = x.clone();
    x[1][3][2][2] = INFINITY, x[1][7][0][0] = NAN, x[1][9][1][1] = -INFINITY;
    clean[1][3][2][2] = 0, clean[1][7][0][0] = 0, clean[1][9][1][1] = 0;
    const StateView view = view_of(x, "NCYX"), clean_view = view_of(clean, "NCYX");
    const ReadingScale reading = reading_for(clean_view);
    std::vector<SampleSums> sums, clean_sums;
    std::vector<std::int32_t> firings, clean_firings;
    sum_state(view, reading, sums, firings);
    sum_state(clean_view, reading, clean_sums, clean_firings);
    EXPECT_EQ(sums[0].non_finite, 0);
    EXPECT_EQ(sums[1].non_finite, 3);
    EXPECT_EQ(sums[1].values, 997);
    EXPECT_EQ(firings, clean_firings);
    EXPECT_NEAR(sums[1].rectified_log, clean_sums[1].rectified_log, 1e-4);
    EXPECT_NEAR(sums[1].squared_log, clean_sums[1].squared_log, 1e-4);
}

TEST(excitation_kernel, gives_the_same_bits_for_every_number_of_threads) {
    const StateView view = view_of(noise({16, 24, 15, 15}, 6), "NCYX");
    std::vector<SampleSums> one, two;
    std::vector<std::int32_t> firings_one, firings_two;
    const auto sum_on = [&](int threads, auto& sums, auto& firings) {
        const WithThreads with(threads);
        sum_state(view, reading_for(view), sums, firings);
    };
    sum_on(1, one, firings_one), sum_on(2, two, firings_two);
    EXPECT_EQ(firings_one, firings_two);
    for (std::size_t n = 0; n < one.size(); ++n) {
        EXPECT_EQ(one[n].rectified_log, two[n].rectified_log);
        EXPECT_EQ(one[n].d4, two[n].d4);
    }
}

TEST(excitation_kernel, logarithm_is_right_to_a_millionth_over_the_whole_range) {
    std::vector<float> x, ln_x;
    for (double e = -37.9; e < 38.5; e += 1e-4) x.push_back(static_cast<float>(std::pow(10., e)));
    for (double d = 1e-6; d < 0.5; d *= 1.01)
        x.push_back(static_cast<float>(1 + d)), x.push_back(static_cast<float>(1 - d));
    ln_x.resize(x.size());
    fast_log(x.data(), ln_x.data(), static_cast<std::int64_t>(x.size()));
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double exact = std::log(static_cast<double>(x[i]));
        if (exact != 0) worst = std::max(worst, std::abs(ln_x[i] / exact - 1));
    }
    EXPECT_LT(worst, 1e-6);
    EXPECT_GT(worst, 1e-9);
}

}  // namespace
}  // namespace blackbody

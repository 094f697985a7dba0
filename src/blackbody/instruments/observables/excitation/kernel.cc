#include "blackbody/instruments/observables/excitation/kernel.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>

// Compile this file once for every instruction set; the best one is chosen when the program runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blackbody/instruments/observables/excitation/kernel.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace blackbody {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using DI = hn::RebindToSigned<D>;
using V = hn::Vec<D>;

/// ln y for positive normal y: y = 2^e m with m in [√½, √2), f = m - 1, ln m = f - f²/2 + f³ P(f), where P of degree 6
/// is the least-maximum fit of the rest (relative error 3e-8 before rounding).
HWY_INLINE V Ln(V y) {
    const D d;
    const DI di;
    const auto bits = hn::BitCast(di, y);
    const auto e = hn::ShiftRight<23>(hn::Sub(bits, hn::Set(di, 0x3f3504f3)));
    const V f = hn::Sub(hn::BitCast(d, hn::Sub(bits, hn::ShiftLeft<23>(e))), hn::Set(d, 1.0f));
    const V f2 = hn::Mul(f, f);

    // Two halves of the polynomial at once, in f².
    const V odd = hn::MulAdd(hn::MulAdd(hn::Set(d, -1.426752674e-01f), f2, hn::Set(d, -1.657757803e-01f)), f2,
                             hn::Set(d, -2.500133738e-01f));
    const V even = hn::MulAdd(hn::MulAdd(hn::MulAdd(hn::Set(d, 8.700351258e-02f), f2, hn::Set(d, 1.491480360e-01f)), f2,
                                         hn::Set(d, 1.996306071e-01f)),
                              f2, hn::Set(d, 3.333391079e-01f));
    const V p = hn::MulAdd(odd, f, even);
    const V ln_m = hn::MulAdd(hn::MulAdd(p, f, hn::Set(d, -0.5f)), f2, f);
    return hn::MulAdd(hn::ConvertTo(d, e), hn::Set(d, 0.693147182f), ln_m);
}

void Log(const float* x, float* ln_x, std::size_t count) {
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) hn::StoreU(Ln(hn::LoadU(d, x + i)), d, ln_x + i);

    // The rest through a buffer, so that nothing outside the arrays is touched.
    HWY_ALIGN float rest[HWY_MAX_BYTES / sizeof(float)];
    if (i == count) return;
    std::fill(rest, rest + lanes, 1.0f);
    std::copy(x + i, x + count, rest);
    hn::Store(Ln(hn::Load(d, rest)), d, rest);
    std::copy(rest, rest + (count - i), ln_x + i);
}

/// Which values fire, by channel, where channels are last: counters repeat with the period lcm(C, lanes) of the pattern
/// in which channels meet lanes, so that each vector adds to one aligned run of counters.
class ChannelsLast {
  public:
    ChannelsLast(std::size_t channels, std::size_t units, std::vector<std::int32_t>& counters)
        : channels_(channels), counters_(counters) {
        const std::size_t lanes = hn::Lanes(D());
        std::size_t period = channels;
        while (period % lanes != 0 && period < units) period += channels;
        period_ = (std::min(period, units) + lanes - 1) / lanes * lanes;
        counters_.assign(period_, 0);
    }
    HWY_INLINE void Add(hn::Mask<D> fires) {
        const DI di;
        const auto old = hn::LoadU(di, counters_.data() + at_);
        hn::StoreU(hn::Sub(old, hn::BitCast(di, hn::VecFromMask(D(), fires))), di, counters_.data() + at_);
        at_ += hn::Lanes(di);
        if (at_ == period_) at_ = 0;
    }
    void Finish(std::int32_t* firings) const {
        std::fill(firings, firings + channels_, 0);
        for (std::size_t i = 0; i < period_; ++i) firings[i % channels_] += counters_[i];
    }

  private:
    std::size_t channels_, period_ = 0, at_ = 0;
    std::vector<std::int32_t>& counters_;
};

/// The same where channels are first: one bit a value, counted channel by channel at the end.
class ChannelsFirst {
  public:
    ChannelsFirst(std::size_t channels, std::size_t units, std::vector<std::int32_t>& words)
        : channels_(channels), places_(channels > 0 ? units / channels : 0), words_(words) {
        words_.assign(units / 32 + HWY_MAX_BYTES, 0);
    }
    HWY_INLINE void Add(hn::Mask<D> fires) {
        std::uint8_t bits[8] = {};
        hn::StoreMaskBits(D(), fires, bits);
        std::uint64_t mask;
        std::memcpy(&mask, bits, sizeof mask);
        words_[at_ / 32] |= static_cast<std::int32_t>(mask << (at_ % 32));
        at_ += hn::Lanes(D());
    }
    void Finish(std::int32_t* firings) const {
        for (std::size_t c = 0; c < channels_; ++c) firings[c] = Count(c * places_, (c + 1) * places_);
    }

  private:
    std::int32_t Count(std::size_t first, std::size_t last) const {
        std::int32_t count = 0;
        while (first < last) {
            const std::size_t shift = first % 32, bits = std::min<std::size_t>(32 - shift, last - first);
            const std::uint64_t word = static_cast<std::uint32_t>(words_[first / 32]);
            count += static_cast<std::int32_t>(hwy::PopCount((word >> shift) & ((std::uint64_t{1} << bits) - 1)));
            first += bits;
        }
        return count;
    }
    std::size_t channels_, places_, at_ = 0;
    std::vector<std::int32_t>& words_;
};

/// The reading in lanes.
struct LaneReading {
    V inverse_scale, pivot, low, high;
};

/// Sums in lanes, moved to double precision every few hundred vectors. All of it lives in registers.
struct LaneSums {
    V rectified, rectified_log, squared, squared_log, d1, d2, d3, d4, min, max;
    std::size_t positive, zero, at_low, at_high;

    static LaneSums Empty() {
        const V zero = hn::Zero(D());
        return {zero, zero, zero, zero, zero, zero, zero, zero, hn::Inf(D()), hn::Neg(hn::Inf(D())), 0, 0, 0, 0};
    }
    void AddTo(SampleSums& sums) const {
        const auto total = [](V v) { return static_cast<double>(hn::GetLane(hn::SumOfLanes(D(), v))); };
        sums.rectified += total(rectified), sums.rectified_log += total(rectified_log);
        sums.squared += total(squared), sums.squared_log += total(squared_log);
        sums.d1 += total(d1), sums.d2 += total(d2), sums.d3 += total(d3), sums.d4 += total(d4);
        sums.positive += static_cast<std::int64_t>(positive), sums.zero += static_cast<std::int64_t>(zero);
        sums.at_low += static_cast<std::int64_t>(at_low), sums.at_high += static_cast<std::int64_t>(at_high);
        sums.min = std::min(sums.min, hn::GetLane(hn::MinOfLanes(D(), min)));
        sums.max = std::max(sums.max, hn::GetLane(hn::MaxOfLanes(D(), max)));
    }
};

/// Adds one vector of values; where `is_masked` only the lanes in `valid`, the others being zero.
template <bool is_masked, class Firings>
HWY_INLINE void Step(V x, hn::Mask<D> valid, const LaneReading& reading, LaneSums& s, Firings& firings) {
    const D d;
    const V zero = hn::Zero(d), y = hn::Mul(x, reading.inverse_scale);

    // n and n ln n, with n the rectified value and with n its square (ln y² = 2 ln |y| is completed in the end).
    const V ln = Ln(hn::Max(hn::Abs(y), hn::Set(d, std::numeric_limits<float>::min())));
    const V r = hn::Max(y, zero), q = hn::Mul(y, y);
    s.rectified = hn::Add(s.rectified, r);
    s.rectified_log = hn::MulAdd(r, ln, s.rectified_log);
    s.squared = hn::Add(s.squared, q);
    s.squared_log = hn::MulAdd(q, ln, s.squared_log);

    // Powers about the pivot.
    V p = hn::Sub(y, reading.pivot);
    if constexpr (is_masked) p = hn::IfThenElseZero(valid, p);
    const V p2 = hn::Mul(p, p);
    s.d1 = hn::Add(s.d1, p);
    s.d2 = hn::Add(s.d2, p2);
    s.d3 = hn::MulAdd(p2, p, s.d3);
    s.d4 = hn::MulAdd(p2, p2, s.d4);

    // Counts and bounds.
    const auto positive = hn::Gt(x, zero);
    auto none = hn::Eq(x, zero), low = hn::Le(x, reading.low), high = hn::Ge(x, reading.high);
    if constexpr (is_masked) none = hn::And(none, valid), low = hn::And(low, valid), high = hn::And(high, valid);
    s.positive += hn::CountTrue(d, positive);
    s.zero += hn::CountTrue(d, none);
    s.at_low += hn::CountTrue(d, low);
    s.at_high += hn::CountTrue(d, high);
    firings.Add(positive);
    s.min = hn::Min(s.min, is_masked ? hn::IfThenElse(valid, x, s.min) : x);
    s.max = hn::Max(s.max, is_masked ? hn::IfThenElse(valid, x, s.max) : x);
}

/// One pass over one sample.
template <class Firings>
void Pass(const float* x, std::size_t count, const ReadingScale& reading, SampleSums& sums, Firings& firings) {
    const D d;
    const std::size_t width = hn::Lanes(d), whole = count - count % width;
    const LaneReading in_lanes{hn::Set(d, reading.inverse_scale), hn::Set(d, reading.pivot), hn::Set(d, reading.low),
                               hn::Set(d, reading.high)};
    const auto all = hn::FirstN(d, width);
    for (std::size_t i = 0; i < whole;) {
        const std::size_t end = std::min(whole, i + 512 * width);
        LaneSums lanes = LaneSums::Empty();
        for (; i < end; i += width) Step<false>(hn::LoadU(d, x + i), all, in_lanes, lanes, firings);
        lanes.AddTo(sums);
    }

    // The rest, padded with zeros that the mask keeps out.
    if (whole < count) {
        HWY_ALIGN float rest[HWY_MAX_BYTES / sizeof(float)] = {};
        std::copy(x + whole, x + count, rest);
        LaneSums lanes = LaneSums::Empty();
        Step<true>(hn::Load(d, rest), hn::FirstN(d, count - whole), in_lanes, lanes, firings);
        lanes.AddTo(sums);
    }
    sums.values = static_cast<std::int64_t>(count);
}

template <class Firings>
void SumSampleAs(const StateView& state, const ReadingScale& reading, std::int64_t n, SampleSums& sums,
                 std::int32_t* firings) {
    thread_local std::vector<std::int32_t> scratch;
    const auto channels = static_cast<std::size_t>(state.channels), units = static_cast<std::size_t>(state.units());
    Firings counts(channels, units, scratch);
    Pass(state.sample(n), units, reading, sums, counts);
    counts.Finish(firings);
}

void SumSample(const StateView& state, const ReadingScale& reading, std::int64_t n, SampleSums& sums,
               std::int32_t* firings) {
    if (state.layout == StateView::Layout::channels_last) SumSampleAs<ChannelsLast>(state, reading, n, sums, firings);
    else SumSampleAs<ChannelsFirst>(state, reading, n, sums, firings);
}

}  // namespace HWY_NAMESPACE
}  // namespace blackbody
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace blackbody {
namespace {

HWY_EXPORT(SumSample);
HWY_EXPORT(Log);

/// The reference implementation, for samples with non-finite or enormous values: the definition, one value at a time,
/// in double precision.
SampleSums sum_plainly(const StateView& state, const ReadingScale& reading, std::int64_t n, std::int32_t* firings) {
    SampleSums s;
    std::fill(firings, firings + state.channels, 0);
    const float* x = state.sample(n);
    for (std::int64_t i = 0; i < state.units(); ++i) {
        if (!std::isfinite(x[i])) {
            ++s.non_finite;
            continue;
        }
        const double y = static_cast<double>(x[i]) * reading.inverse_scale, d = y - reading.pivot,
                     ln = y != 0 ? std::log(std::abs(y)) : 0;
        if (y > 0) s.rectified += y, s.rectified_log += y * ln;
        s.squared += y * y, s.squared_log += y * y * ln;
        s.d1 += d, s.d2 += d * d, s.d3 += d * d * d, s.d4 += d * d * d * d;
        ++s.values, s.positive += x[i] > 0, s.zero += x[i] == 0, s.at_low += x[i] <= reading.low,
            s.at_high += x[i] >= reading.high;
        s.min = std::min(s.min, x[i]), s.max = std::max(s.max, x[i]);
        const bool last = state.layout == StateView::Layout::channels_last;
        firings[last ? i % state.channels : i / state.places] += x[i] > 0;
    }
    return s;
}

}  // namespace

ReadingScale reading_for(const StateView& state) {
    // At most 64 values, spread over the whole state.
    const std::int64_t count = state.samples * state.units(), step = std::max<std::int64_t>(1, count / 64) | 1;
    double sum = 0, largest = 0;
    std::int64_t finite = 0;
    for (std::int64_t i = 0; i < count; i += step)
        if (std::isfinite(state.data[i]))
            sum += state.data[i], largest = std::max(largest, std::abs(double{state.data[i]})), ++finite;

    ReadingScale reading;
    if (largest > 0)
        reading.inverse_scale = static_cast<float>(std::exp2(std::clamp(-std::round(std::log2(largest)), -120., 120.)));
    if (finite > 0) reading.pivot = static_cast<float>(sum / static_cast<double>(finite) * reading.inverse_scale);
    return reading;
}

void sum_state(const StateView& state, const ReadingScale& reading, std::vector<SampleSums>& sums,
               std::vector<std::int32_t>& firings) {
    sums.assign(static_cast<std::size_t>(state.samples), {});
    firings.resize(static_cast<std::size_t>(state.samples * state.channels));
    if (state.units() == 0) return;
    const std::int64_t grain = std::max<std::int64_t>(1, 16384 / state.units());
    at::parallel_for(0, state.samples, grain, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t n = first; n < last; ++n) {
            SampleSums& s = sums[static_cast<std::size_t>(n)];
            std::int32_t* counts = firings.data() + n * state.channels;
            HWY_DYNAMIC_DISPATCH(SumSample)(state, reading, n, s, counts);

            // Anything not finite in the values shows in the sums.
            if (!std::isfinite(s.d4) || !std::isfinite(s.d1) || !std::isfinite(s.squared_log))
                s = sum_plainly(state, reading, n, counts);
            s.squared_log *= 2;
        }
    });
}

void fast_log(const float* x, float* ln_x, std::int64_t count) {
    HWY_DYNAMIC_DISPATCH(Log)(x, ln_x, static_cast<std::size_t>(count));
}

}  // namespace blackbody
#endif  // HWY_ONCE

// From sums to fields, means, samples and weights: the second half of bit_product.cc, once for every kind of vectors.
// clang-format off
#if defined(BLACKBODY_EPILOGUE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef BLACKBODY_EPILOGUE_INL
#undef BLACKBODY_EPILOGUE_INL
#else
#define BLACKBODY_EPILOGUE_INL
#endif
// clang-format on

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace blackbody {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using F = hn::CappedTag<float, panel_width>;
using V = hn::Vec<F>;
using U = hn::RebindToUnsigned<F>;
constexpr std::int64_t block_width = 64, panels_a_block = block_width / panel_width,
                       parts_a_panel = panel_width / lane_count;

#if HWY_TARGET == HWY_SCALAR
/// The definition, a number at a time.
class BlockPhilox {
  public:
    BlockPhilox(const Draw& draw, std::int64_t block) : draw_(draw), block_(block) {}
    void Words(std::uint32_t chain, std::int64_t part, hn::Vec<U> (&words)[4]) const {
        const auto four = philox(draw_.seed, draw_.stream,
                                 std::uint64_t{chain} << 32 | static_cast<std::uint64_t>(block_ * 16 + part));
        for (int k = 0; k < 4; ++k) words[k] = hn::Set(U(), four[k]);
    }

  private:
    Draw draw_;
    std::int64_t block_;
};
#else
using Wide = hn::RepartitionToWide<U>;
using W = hn::Vec<Wide>;

/// Philox 4x32-10 of 16 neighbouring counters, for one chain after another. Numbers live in the lower halves of 64-bit
/// lanes, where products are made; what stands above does not matter. Lanes of even and of odd counters go apart. What
/// all chains have in common in the first three rounds is made once.
class BlockPhilox {
  public:
    HWY_ATTR BlockPhilox(const Draw& draw, std::int64_t block) {
        for (std::uint32_t r = 0; r < 10; ++r) {
            key0_[r] = static_cast<std::uint32_t>(draw.seed) + r * 0x9E3779B9u;
            key1_[r] = static_cast<std::uint32_t>(draw.seed >> 32) + r * 0xBB67AE85u;
        }
        const Wide w;
        const std::uint64_t low = draw.stream & 0xFFFFFFFFu, high = draw.stream >> 32, p1 = low * multiplier_1;
        first_ = static_cast<std::uint32_t>(p1 >> 32 ^ key0_[0]);
        for (std::int64_t part = 0; part < parts_a_panel; ++part)
            for (int odd = 0; odd < 2; ++odd) {
                const W lane = hn::Iota(w, 0),
                        start = hn::Set(w, static_cast<std::uint64_t>(block * 16 + part * lane_count + odd)),
                        p0 = Times(hn::Add(start, hn::Add(lane, lane)), multiplier_0),
                        q1 = Times(Mix(p0, hn::Set(w, high), key1_[0]), multiplier_1),
                        r0 = Times(Mix(q1, hn::Set(w, p1), key0_[1]), multiplier_0);
                std::uint64_t* to = common_[part][odd];
                hn::Store(hn::Xor(p0, hn::Set(w, key1_[1])), w, to);
                hn::Store(hn::Xor(q1, hn::Set(w, key0_[2])), w, to + wide_lanes);
                hn::Store(hn::Xor(hn::ShiftRight<32>(r0), hn::Set(w, key1_[2])), w, to + 2 * wide_lanes);
                hn::Store(r0, w, to + 3 * wide_lanes);
            }
    }

    /// The four words of each counter of one part.
    HWY_ATTR HWY_INLINE void Words(std::uint32_t chain, std::int64_t part, hn::Vec<U> (&words)[4]) const {
        const Wide w;
        const U u;
        const std::uint64_t q0 = std::uint64_t{first_ ^ chain} * multiplier_0;
        W c[2][4];
        for (int odd = 0; odd < 2; ++odd) {
            const std::uint64_t* from = common_[part][odd];
            const W r1 = Times(hn::Xor(hn::Load(w, from), hn::Set(w, q0 >> 32)), multiplier_1);
            c[odd][0] = hn::Xor(hn::ShiftRight<32>(r1), hn::Load(w, from + wide_lanes));
            c[odd][1] = r1;
            c[odd][2] = hn::Xor(hn::Load(w, from + 2 * wide_lanes), hn::Set(w, q0));
            c[odd][3] = hn::Load(w, from + 3 * wide_lanes);
        }
        for (int r = 3; r < 10; ++r)
            for (int odd = 0; odd < 2; ++odd) {
                W* HWY_RESTRICT s = c[odd];
                const W p0 = Times(s[0], multiplier_0), p1 = Times(s[2], multiplier_1);
                s[0] = Mix(p1, s[1], key0_[r]), s[1] = p1, s[2] = Mix(p0, s[3], key1_[r]), s[3] = p0;
            }
        for (int k = 0; k < 4; ++k)
            words[k] = hn::OddEven(hn::BitCast(u, hn::ShiftLeft<32>(c[1][k])), hn::BitCast(u, c[0][k]));
    }

  private:
    static constexpr std::uint64_t multiplier_0 = 0xD2511F53u, multiplier_1 = 0xCD9E8D57u;
    static constexpr std::int64_t wide_lanes = lane_count / 2;

    static HWY_ATTR HWY_INLINE W Times(W a, std::uint64_t b) {
        const U u;
        return hn::MulEven(hn::BitCast(u, a), hn::BitCast(u, hn::Set(Wide(), b)));
    }
    static HWY_ATTR HWY_INLINE W Mix(W product, W other, std::uint64_t key) {
        return hn::Xor3(hn::ShiftRight<32>(product), other, hn::Set(Wide(), key));
    }

    std::uint64_t key0_[10], key1_[10];
    std::uint32_t first_;
    HWY_ALIGN std::uint64_t common_[parts_a_panel][2][4 * wide_lanes];
};
#endif

/// 24 bits of a word as a number in (0, 1).
HWY_ATTR HWY_INLINE V Uniform(hn::Vec<U> word) {
    const F f;
    const hn::RebindToSigned<F> i;
    return hn::MulAdd(hn::ConvertTo(f, hn::BitCast(i, hn::ShiftRight<8>(word))), hn::Set(f, 0x1p-24f),
                      hn::Set(f, 0x1p-25f));
}

/// 2^x with a relative error of 1e-7 (minimax polynomial of degree 6, 2e-9, and rounding); x is cut to ±126.
HWY_ATTR HWY_INLINE V Exp2(V x) {
    const F f;
    const hn::RebindToSigned<F> i;
    const V in = hn::Min(hn::Max(x, hn::Set(f, -126.f)), hn::Set(f, 126.f)), whole = hn::Round(in),
            r = hn::Sub(in, whole);
    V p = hn::Set(f, 0x1.41d334p-13f);
    for (const float c : {0x1.5f456ap-10f, 0x1.3b2dbcp-7f, 0x1.c6aed4p-5f, 0x1.ebfbdap-3f, 0x1.62e43p-1f, 1.f})
        p = hn::MulAdd(p, r, hn::Set(f, c));
    return hn::BitCast(f, hn::Add(hn::BitCast(i, p), hn::ShiftLeft<23>(hn::ConvertTo(i, whole))));
}

/// 64 columns of the product: sums [4, states, 16], and how they become fields.
struct Block {
    HWY_ALIGN float slope[block_width], bias[block_width];    ///< y = slope sum + bias
    HWY_ALIGN float slope2[block_width], bias2[block_width];  ///< -y / ln 2
    std::int64_t first = 0, width = 0, panels = 0;

    HWY_ATTR Block(const Panels& weight, const Output& out, std::int64_t block)
        : first(block * block_width),
          width(std::min(block_width, weight.columns() - first)),
          panels((width + panel_width - 1) / panel_width) {
        constexpr double per_bit = -1.4426950408889634;
        for (std::int64_t c = 0; c < block_width; ++c) {
            const double s = c < width ? double{out.scale} * double{weight.quanta()[first + c]} : 0,
                         b = c < width && out.bias ? double{out.bias[first + c]} : 0;
            slope[c] = static_cast<float>(s), bias[c] = static_cast<float>(b);
            slope2[c] = static_cast<float>(per_bit * s), bias2[c] = static_cast<float>(per_bit * b);
        }
    }
    /// Σ in units of the quantum, then slope and bias.
    static HWY_ATTR HWY_INLINE V Line(const std::int32_t* sums, const float* slope, const float* bias) {
        const F f;
        return hn::MulAdd(hn::ConvertTo(f, hn::Load(I(), sums)), hn::Load(f, slope), hn::Load(f, bias));
    }
};

/// u < 1 / (1 + e^{-y}) as u (1 + e^{-y}) < 1: no division. `sums`: of this state in the first panel.
HWY_ATTR HWY_INLINE std::uint64_t SampleState(const Block& block, const BlockPhilox& philox, std::uint32_t chain,
                                              const std::int32_t* sums, std::int64_t stride) {
    const F f;
    std::uint64_t bits = 0;
    for (std::int64_t part = 0; part < parts_a_panel; ++part) {
        hn::Vec<U> words[4];
        philox.Words(chain, part, words);
        for (std::int64_t p = 0; p < panels_a_block; ++p) {
            if (p >= block.panels) break;
            const std::int64_t c = p * panel_width + part * lane_count;
            const V e = Exp2(Block::Line(sums + p * stride + part * lane_count, block.slope2 + c, block.bias2 + c)),
                    u = Uniform(words[p]);
            unsigned char mask[8] = {};
            hn::StoreMaskBits(f, hn::Lt(hn::MulAdd(u, e, u), hn::Set(f, 1.f)), mask);
            std::uint64_t m;
            std::memcpy(&m, mask, 8);
            bits |= (m & ((std::uint64_t{1} << lane_count) - 1)) << c;
        }
    }
    return block.width == block_width ? bits : bits & ((std::uint64_t{1} << block.width) - 1);
}

HWY_ATTR inline void KeepFields(const Block& block, const std::int32_t* sums, std::int64_t stride, float* to) {
    const F f;
    HWY_ALIGN float last[block_width];
    float* y = block.width == block_width ? to + block.first : last;
    for (std::int64_t c = 0; c < block.panels * panel_width; c += lane_count)
        hn::StoreU(Block::Line(sums + c / panel_width * stride + c % panel_width, block.slope + c, block.bias + c), f,
                   y + c);
    if (y == last) std::copy(y, y + block.width, to + block.first);
}

HWY_ATTR inline void KeepMeans(const Block& block, const std::int32_t* sums, std::int64_t stride, float* to) {
    const F f;
    HWY_ALIGN float last[block_width];
    float* p = block.width == block_width ? to + block.first : last;
    for (std::int64_t c = 0; c < block.panels * panel_width; c += lane_count) {
        const V e =
            Exp2(Block::Line(sums + c / panel_width * stride + c % panel_width, block.slope2 + c, block.bias2 + c));
        hn::StoreU(hn::Div(hn::Set(f, 1.f), hn::Add(hn::Set(f, 1.f), e)), f, p + c);
    }
    if (p == last) std::copy(p, p + block.width, to + block.first);
}

/// Σ ln(1 + e^y) = Σ max(y, 0) + ln Π (1 + e^{-|y|}): the factors lie in (1, 2], so 64 of them stay in range.
HWY_ATTR inline double LogPartition(const float* y, std::int64_t width) {
    const F f;
    V product = hn::Set(f, 1.f), sum = hn::Zero(f);
    for (std::int64_t c = 0; c < width; c += lane_count) {
        const auto in = hn::FirstN(f, static_cast<std::size_t>(std::min(lane_count, width - c)));
        const V x = hn::Load(f, y + c), e = Exp2(hn::Mul(hn::Abs(x), hn::Set(f, -1.44269504f)));
        product = hn::IfThenElse(in, hn::MulAdd(product, e, product), product);
        sum = hn::Add(sum, hn::IfThenElseZero(in, hn::Max(x, hn::Zero(f))));
    }
    HWY_ALIGN float factors[lane_count], parts[lane_count];
    hn::Store(product, f, factors);
    hn::Store(sum, f, parts);
    double all = 1, total = 0;
    for (std::int64_t l = 0; l < lane_count; ++l) all *= factors[l], total += parts[l];
    return total + std::log(all);
}

/// Σ ln(1 + e^y) - ln(1 + e^{y - d}), d = (1 - ratio) y. For neighbouring temperatures d is small and a term is
/// -ln(1 - z), z = p (1 - e^{-d}): both by their series, so that nothing cancels.
HWY_ATTR inline double LogRatio(const Block& block, const std::int32_t* sums, std::int64_t stride, float ratio) {
    const F f;
    HWY_ALIGN float y[block_width];
    V largest = hn::Zero(f), sum = hn::Zero(f);
    for (std::int64_t c = 0; c < block.panels * panel_width; c += lane_count) {
        const V line = Block::Line(sums + c / panel_width * stride + c % panel_width, block.slope + c, block.bias + c);
        hn::Store(line, f, y + c);
        largest = hn::Max(largest, hn::Abs(line));
    }
    const double share = 1 - double{ratio};
    if (!(hn::GetLane(hn::MaxOfLanes(f, largest)) * std::abs(share) < 1. / 32)) {
        const double here = LogPartition(y, block.width);
        for (float& x : y) x *= ratio;
        return here - LogPartition(y, block.width);
    }
    for (std::int64_t c = 0; c < block.panels * panel_width; c += lane_count) {
        const V line = hn::Load(f, y + c), d = hn::Mul(line, hn::Set(f, static_cast<float>(share))),
                e = Exp2(hn::Mul(line, hn::Set(f, -1.44269504f)));
        const auto series = [&](V x, std::initializer_list<float> coefficients) HWY_ATTR {
            V s = hn::Zero(f);
            for (const float k : coefficients) s = hn::MulAdd(s, x, hn::Set(f, k));
            return hn::Mul(s, x);
        };
        const V z = hn::Div(series(d, {-1.f / 24, 1.f / 6, -.5f, 1.f}), hn::Add(hn::Set(f, 1.f), e));
        sum = hn::Add(sum, series(z, {1.f / 5, .25f, 1.f / 3, .5f, 1.f}));
    }
    return hn::GetLane(hn::SumOfLanes(f, sum));
}

}  // namespace HWY_NAMESPACE
}  // namespace blackbody
HWY_AFTER_NAMESPACE();

#endif

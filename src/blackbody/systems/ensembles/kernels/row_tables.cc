#include "blackbody/systems/ensembles/kernels/row_tables.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blackbody/systems/ensembles/kernels/row_tables.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// After highway.h: it uses what that defines for the target at hand.
#include <hwy/contrib/math/math-inl.h>

#ifndef BLACKBODY_ROW_TABLES_PART
#define BLACKBODY_ROW_TABLES_PART
namespace blackbody {
/// What one thread does at a time: states first .. last - 1, one column tile.
struct Part {
    std::int64_t column_tile, first, last;
};
}  // namespace blackbody
#endif

HWY_BEFORE_NAMESPACE();
namespace blackbody {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::int64_t kColumns = RowTables::tile_columns;
using D = hn::CappedTag<float, 16>;
using U = hn::RebindToUnsigned<D>;
using V = hn::Vec<D>;
constexpr std::int64_t kLanes = static_cast<std::int64_t>(hn::MaxLanes(D()));
constexpr std::int64_t kVectors = kColumns / kLanes;

/// The 16 sums of four rows, 64 columns wide: each is an earlier one and a row more.
HWY_ATTR void FillGroup(const float* const rows[4], float* table) {
    const D d;
    for (std::int64_t c = 0; c < kColumns; c += kLanes) {
        hn::StoreU(hn::Zero(d), d, table + c);
        for (std::int64_t r = 0, have = 1; r < 4; ++r, have *= 2) {
            const V row = hn::LoadU(d, rows[r] + c);
            for (std::int64_t k = 0; k < have; ++k)
                hn::StoreU(hn::Add(hn::LoadU(d, table + k * kColumns + c), row), d, table + (have + k) * kColumns + c);
        }
    }
}

/// sums[n] += the contribution of one tile, for states of `count` rows of bits.
HWY_ATTR void AddTile(const float* HWY_RESTRICT tile, const unsigned char* HWY_RESTRICT bits, std::int64_t stride,
                      std::int64_t row_tile, std::int64_t count, float* HWY_RESTRICT sums) {
    const D d;
    const std::int64_t first_bit = row_tile * RowTables::tile_rows, byte = first_bit / 8;
    const int shift = static_cast<int>(first_bit % 8);
    for (std::int64_t n = 0; n < count; ++n) {
        std::uint64_t word;
        std::memcpy(&word, bits + n * stride + byte, sizeof word);
        word >>= shift;
        float* HWY_RESTRICT to = sums + n * kColumns;
        const float* entry[RowTables::tile_groups];
        for (std::int64_t g = 0; g < RowTables::tile_groups; ++g, word >>= 4)
            entry[g] = tile + (g * 16 + static_cast<std::int64_t>(word & 15)) * kColumns;
        for (std::int64_t v = 0; v < kVectors; ++v) {
            const std::int64_t c = v * kLanes;
            const V a = hn::Add(hn::LoadU(d, entry[0] + c), hn::LoadU(d, entry[1] + c));
            const V b = hn::Add(hn::LoadU(d, entry[2] + c), hn::LoadU(d, entry[3] + c));
            const V e = hn::Add(hn::LoadU(d, entry[4] + c), hn::LoadU(d, entry[5] + c));
            const V f = hn::Add(hn::LoadU(d, entry[6] + c), hn::LoadU(d, to + c));
            hn::StoreU(hn::Add(hn::Add(a, b), hn::Add(e, f)), d, to + c);
        }
    }
}

/// Philox 4x32-10 of one counter a lane.
struct Words {
    hn::Vec<U> c0, c1, c2, c3;
};
HWY_ATTR HWY_INLINE void MulWide(hn::Vec<U> a, hn::Vec<U> b, hn::Vec<U>& high, hn::Vec<U>& low) {
    const U u;
#if HWY_TARGET == HWY_SCALAR
    const std::uint64_t product = std::uint64_t{hn::GetLane(a)} * hn::GetLane(b);
    high = hn::Set(u, static_cast<std::uint32_t>(product >> 32)), low = hn::Set(u, static_cast<std::uint32_t>(product));
#else
    const hn::RepartitionToWide<U> wide;
    const auto even = hn::MulEven(a, b);
    const auto odd = hn::MulEven(hn::BitCast(u, hn::ShiftRight<32>(hn::BitCast(wide, a))), b);
    high = hn::OddEven(hn::BitCast(u, odd), hn::BitCast(u, hn::ShiftRight<32>(even)));
    low = hn::OddEven(hn::BitCast(u, hn::ShiftLeft<32>(odd)), hn::BitCast(u, even));
#endif
}
HWY_ATTR HWY_INLINE Words Philox(Words c, Seed seed) {
    const U u;
    const auto m0 = hn::Set(u, 0xD2511F53u), m1 = hn::Set(u, 0xCD9E8D57u);
    std::uint32_t k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
        hn::Vec<U> h0, l0, h1, l1;
        MulWide(c.c0, m0, h0, l0);
        MulWide(c.c2, m1, h1, l1);
        c = {hn::Xor(hn::Xor(h1, c.c1), hn::Set(u, k0)), l1, hn::Xor(hn::Xor(h0, c.c3), hn::Set(u, k1)), l0};
        k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
    }
    return c;
}

/// 24 bits of a word as a number in (0, 1).
HWY_ATTR HWY_INLINE V Uniform(hn::Vec<U> word) {
    const D d;
    const hn::RebindToSigned<D> i;
    return hn::MulAdd(hn::ConvertTo(d, hn::BitCast(i, hn::ShiftRight<8>(word))), hn::Set(d, 0x1p-24f),
                      hn::Set(d, 0x1p-25f));
}

/// One state's 64 columns: y = scale x + bias.
struct Tile {
    const Output& out;
    std::int64_t state, column_tile, columns, states;  ///< columns and states of the whole product
    std::int64_t first() const { return column_tile * kColumns; }
    std::int64_t width() const { return std::min(kColumns, columns - first()); }
};

HWY_ATTR void Keep(const Tile& tile, const float* y, float* to) {
    std::copy(y, y + tile.width(), to + tile.state * tile.columns + tile.first());
}

/// u < 1 / (1 + e^{-y}) as u (1 + e^{-y}) < 1: no division.
HWY_ATTR std::uint64_t SampleTile(const Tile& tile, const float* y) {
    const D d;
    const U u;
    const std::uint64_t chain = static_cast<std::uint64_t>(tile.out.draw.first_chain + tile.state);
    std::uint64_t bits = 0;
    for (std::int64_t part = 0; part < 16; part += kLanes) {
        const auto index = hn::Iota(u, static_cast<std::uint32_t>(tile.column_tile * 16 + part));
        const Words words = Philox({index, hn::Set(u, static_cast<std::uint32_t>(chain)),
                                    hn::Set(u, static_cast<std::uint32_t>(tile.out.draw.stream)),
                                    hn::Set(u, static_cast<std::uint32_t>(tile.out.draw.stream >> 32))},
                                   tile.out.draw.seed);
        const hn::Vec<U> each[4] = {words.c0, words.c1, words.c2, words.c3};
        for (std::int64_t w = 0; w < 4; ++w) {
            const std::int64_t unit = 16 * w + part;
            const V e = hn::Exp(d, hn::Clamp(hn::Neg(hn::LoadU(d, y + unit)), hn::Set(d, -80.f), hn::Set(d, 80.f)));
            const auto on = hn::Lt(hn::MulAdd(Uniform(each[w]), e, Uniform(each[w])), hn::Set(d, 1.f));
            unsigned char mask[8] = {};
            hn::StoreMaskBits(d, on, mask);
            std::uint64_t m;
            std::memcpy(&m, mask, 8);
            bits |= (m & ((std::uint64_t{1} << kLanes) - 1)) << unit;
        }
    }
    return tile.width() == kColumns ? bits : bits & ((std::uint64_t{1} << tile.width()) - 1);
}

HWY_ATTR void MeanTile(const Tile& tile, const float* y) {
    const D d;
    float p[kColumns];
    for (std::int64_t c = 0; c < kColumns; c += kLanes) {
        const V e = hn::Exp(d, hn::Clamp(hn::Neg(hn::LoadU(d, y + c)), hn::Set(d, -80.f), hn::Set(d, 80.f)));
        hn::StoreU(hn::Div(hn::Set(d, 1.f), hn::Add(hn::Set(d, 1.f), e)), d, p + c);
    }
    Keep(tile, p, tile.out.mean);
}

/// Σ ln(1 + e^y) = Σ max(y, 0) + ln Π (1 + e^{-|y|}): the factors lie in (1, 2], so 64 of them stay in range.
HWY_ATTR double LogPartitionTile(const Tile& tile, const float* y, float ratio) {
    const D d;
    V product = hn::Set(d, 1.f), sum = hn::Zero(d);
    for (std::int64_t c = 0; c < tile.width(); c += kLanes) {
        const auto in = hn::FirstN(d, static_cast<std::size_t>(std::min(kLanes, tile.width() - c)));
        const V x = hn::Mul(hn::LoadU(d, y + c), hn::Set(d, ratio)),
                e = hn::Exp(d, hn::Max(hn::Neg(hn::Abs(x)), hn::Set(d, -80.f)));
        product = hn::IfThenElse(in, hn::MulAdd(product, e, product), product);
        sum = hn::Add(sum, hn::IfThenElseZero(in, hn::Max(x, hn::Zero(d))));
    }
    float factors[kLanes], parts[kLanes];
    hn::StoreU(product, d, factors);
    hn::StoreU(sum, d, parts);
    double all = 1, total = 0;
    for (std::int64_t l = 0; l < kLanes; ++l) all *= factors[l], total += parts[l];
    return total + std::log(all);
}

/// From the sums of a part to what is wanted of them.
HWY_ATTR void Finish(const Part& part, const Tile& whole, float* sums) {
    const D d;
    const Output& out = whole.out;
    const V scale = hn::Set(d, out.scale);
    float bias[kColumns] = {};
    Tile tile = whole;
    if (out.bias) std::copy(out.bias + tile.first(), out.bias + tile.first() + tile.width(), bias);
    for (std::int64_t n = part.first; n < part.last; ++n) {
        float* y = sums + (n - part.first) * kColumns;
        for (std::int64_t c = 0; c < kColumns; c += kLanes)
            hn::StoreU(hn::MulAdd(scale, hn::LoadU(d, y + c), hn::LoadU(d, bias + c)), d, y + c);
        tile.state = n;
        if (out.field) Keep(tile, y, out.field);
        if (out.mean) MeanTile(tile, y);
        if (out.sample) out.sample->row(n)[part.column_tile] = SampleTile(tile, y);
        if (out.log_ratio)
            out.log_ratio[part.column_tile * tile.states + n] =
                LogPartitionTile(tile, y, 1) - LogPartitionTile(tile, y, out.ratio);
    }
}

void MultiplyPart(const RowTables& tables, const BitStates& in, const Output& out, const Part& part) {
    thread_local std::vector<float> sums;
    sums.assign(static_cast<std::size_t>((part.last - part.first) * kColumns), 0);
    const auto* bits = reinterpret_cast<const unsigned char*>(in.row(part.first));
    for (std::int64_t r = 0; r < tables.row_tiles(); ++r)
        AddTile(tables.tile(part.column_tile, r), bits, in.words() * 8, r, part.last - part.first, sums.data());
    Finish(part, Tile{out, 0, part.column_tile, tables.columns(), in.states()}, sums.data());
}

}  // namespace HWY_NAMESPACE
}  // namespace blackbody
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

namespace blackbody {
namespace {

HWY_EXPORT(FillGroup);
HWY_EXPORT(MultiplyPart);

}  // namespace

RowTables::RowTables(const at::Tensor& weight)
    : rows_(weight.size(0)),
      columns_(weight.size(1)),
      row_tiles_((rows_ + tile_rows - 1) / tile_rows),
      column_tiles_((columns_ + tile_columns - 1) / tile_columns),
      storage_(at::empty({column_tiles_, row_tiles_, tile_floats}, at::kFloat)) {
    at::Tensor padded = at::zeros({row_tiles_ * tile_rows, column_tiles_ * tile_columns}, at::kFloat);
    padded.narrow(0, 0, rows_).narrow(1, 0, columns_).copy_(weight);
    const float* w = padded.const_data_ptr<float>();
    float* out = storage_.data_ptr<float>();
    const std::int64_t width = column_tiles_ * tile_columns;
    at::parallel_for(0, column_tiles_ * row_tiles_, 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t)
            for (std::int64_t g = 0; g < tile_groups; ++g) {
                const float* first = w + (t % row_tiles_ * tile_rows + 4 * g) * width + t / row_tiles_ * tile_columns;
                const float* const rows[4] = {first, first + width, first + 2 * width, first + 3 * width};
                HWY_DYNAMIC_DISPATCH(FillGroup)(rows, out + t * tile_floats + g * 16 * tile_columns);
            }
    });
}

float uniform_of(const Draw& draw, std::int64_t chain, std::int64_t unit) {
    const auto index = static_cast<std::uint64_t>(chain) << 32 | static_cast<std::uint64_t>(unit / 64 * 16 + unit % 16);
    return static_cast<float>(philox(draw.seed, draw.stream, index)[unit % 64 / 16] >> 8) * 0x1p-24f + 0x1p-25f;
}

void multiply(const RowTables& tables, const BitStates& in, const Output& out) {
    // Parts of so many states that their sums stay in the second cache, one column tile each.
    constexpr std::int64_t most = 2048;
    const std::int64_t cuts = std::max<std::int64_t>((in.states() + most - 1) / most, 1);
    std::vector<double> ratios;
    Output each = out;
    if (out.log_ratio) ratios.resize(tables.column_tiles() * in.states()), each.log_ratio = ratios.data();
    at::parallel_for(0, cuts * tables.column_tiles(), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t first = i / tables.column_tiles() * most;
            HWY_DYNAMIC_DISPATCH(MultiplyPart)
            (tables, in, each, Part{i % tables.column_tiles(), first, std::min(in.states(), first + most)});
        }
    });
    if (!out.log_ratio) return;
    for (std::int64_t n = 0; n < in.states(); ++n) {
        out.log_ratio[n] = 0;
        for (std::int64_t c = 0; c < tables.column_tiles(); ++c) out.log_ratio[n] += ratios[c * in.states() + n];
    }
}

}  // namespace blackbody
#endif  // HWY_ONCE

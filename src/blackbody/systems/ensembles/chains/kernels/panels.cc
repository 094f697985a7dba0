#include "blackbody/systems/ensembles/chains/kernels/panels.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "blackbody/systems/ensembles/chains/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blackbody/systems/ensembles/chains/kernels/panels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BLACKBODY_PANELS_SOURCE
#define BLACKBODY_PANELS_SOURCE
namespace blackbody {
/// 16 columns (at the right edge: fewer) of a matrix that lies in memory by rows or by columns.
struct PanelSource {
    const float* first;
    std::int64_t stride, rows, columns;  ///< stride: from one line of memory to the next
};
constexpr std::int64_t panel_width = Panels::width;
}  // namespace blackbody
#endif

HWY_BEFORE_NAMESPACE();
namespace blackbody {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D4 = hn::CappedTag<float, 4>;
using I4 = hn::RebindToSigned<D4>;
constexpr std::int64_t step = static_cast<std::int64_t>(hn::MaxLanes(D4()));

/// The power of two for which sums of numbers up to `sum` (and half a quantum a row) fit into 31 bits.
HWY_ATTR float QuantumOf(float sum, std::int64_t rows) {
    // Room for the rounding of the sum itself.
    sum *= 1 + static_cast<float>(rows) * 0x1p-22f;
    if (!std::isfinite(sum)) return std::numeric_limits<float>::quiet_NaN();
    const int exponent = std::max(std::ilogb(std::max(sum, 0x1p-90f)) + 1 - 31, -120);
    const double most = 2147483647. - static_cast<double>(rows);
    return static_cast<float>(std::ldexp(1., sum <= std::ldexp(most, exponent) ? exponent : exponent + 1));
}

HWY_ATTR void KeepQuanta(const float* positive, const float* negative, std::int64_t rows, float* quanta,
                         float* inverse) {
    for (std::int64_t c = 0; c < panel_width; ++c) {
        // A NaN among the numbers is in the sum of both.
        const float sum =
            positive[c] + negative[c] > 0 ? std::max(positive[c], negative[c]) : positive[c] + negative[c];
        quanta[c] = QuantumOf(sum, rows);
        inverse[c] = std::isfinite(quanta[c]) ? 1 / quanta[c] : 0;
    }
}

/// Rows of the matrix are lines of memory.
HWY_ATTR void PackByRows(const PanelSource& from, std::int32_t* to, float* quanta) {
    const hn::CappedTag<float, panel_width> d;
    const hn::RebindToSigned<decltype(d)> i;
    constexpr auto lanes = static_cast<std::int64_t>(hn::MaxLanes(d));
    float positive[panel_width] = {}, negative[panel_width] = {}, inverse[panel_width], last[panel_width] = {};
    const auto line_of = [&](std::int64_t r) {
        const float* line = from.first + r * from.stride;
        return from.columns < panel_width ? std::copy(line, line + from.columns, last) - from.columns : line;
    };
    for (std::int64_t c = 0; c < panel_width; c += lanes) {
        auto p = hn::Zero(d), n = hn::Zero(d);
        for (std::int64_t r = 0; r < from.rows; ++r) {
            const auto w = hn::LoadU(d, line_of(r) + c), size = hn::Abs(w);
            p = hn::Add(p, hn::Add(size, w)), n = hn::Add(n, hn::Sub(size, w));
        }
        hn::StoreU(hn::Mul(p, hn::Set(d, .5f)), d, positive + c);
        hn::StoreU(hn::Mul(n, hn::Set(d, .5f)), d, negative + c);
    }
    KeepQuanta(positive, negative, from.rows, quanta, inverse);
    for (std::int64_t r = 0; r < from.rows; ++r) {
        const float* line = line_of(r);
        for (std::int64_t c = 0; c < panel_width; c += lanes)
            hn::StoreU(hn::NearestInt(hn::Mul(hn::LoadU(d, line + c), hn::LoadU(d, inverse + c))), i,
                       to + r * panel_width + c);
    }
}

HWY_ATTR void SumLine(const float* line, std::int64_t rows, float* positive, float* negative) {
    const D4 d;
    auto p = hn::Zero(d), n = hn::Zero(d);
    std::int64_t r = 0;
    for (; r + step <= rows; r += step) {
        const auto w = hn::LoadU(d, line + r), size = hn::Abs(w);
        p = hn::Add(p, hn::Add(size, w)), n = hn::Add(n, hn::Sub(size, w));
    }
    *positive = hn::GetLane(hn::SumOfLanes(d, p)) / 2, *negative = hn::GetLane(hn::SumOfLanes(d, n)) / 2;
    for (; r < rows; ++r) *positive += std::max(line[r], 0.f), *negative += std::max(-line[r], 0.f);
}

/// Four lines of memory become four columns.
HWY_ATTR void TurnFour([[maybe_unused]] const PanelSource& from, [[maybe_unused]] std::int64_t column,
                       [[maybe_unused]] const float* inverse, [[maybe_unused]] std::int32_t* to) {
#if HWY_TARGET != HWY_SCALAR
    const D4 d;
    const I4 i;
    const hn::RepartitionToWide<I4> wide;
    for (std::int64_t r = 0; r < from.rows; r += 4) {
        // The last square overlaps the one before it.
        const std::int64_t row = std::min(r, from.rows - 4);
        const auto line = [&](std::int64_t k) HWY_ATTR {
            return hn::NearestInt(
                hn::Mul(hn::LoadU(d, from.first + (column + k) * from.stride + row), hn::Set(d, inverse[column + k])));
        };
        const auto a = line(0), b = line(1), e = line(2), f = line(3);
        const auto ab_low = hn::BitCast(wide, hn::InterleaveLower(i, a, b)),
                   ef_low = hn::BitCast(wide, hn::InterleaveLower(i, e, f)),
                   ab_high = hn::BitCast(wide, hn::InterleaveUpper(i, a, b)),
                   ef_high = hn::BitCast(wide, hn::InterleaveUpper(i, e, f));
        std::int32_t* out = to + row * panel_width;
        hn::StoreU(hn::BitCast(i, hn::InterleaveLower(wide, ab_low, ef_low)), i, out);
        hn::StoreU(hn::BitCast(i, hn::InterleaveUpper(wide, ab_low, ef_low)), i, out + panel_width);
        hn::StoreU(hn::BitCast(i, hn::InterleaveLower(wide, ab_high, ef_high)), i, out + 2 * panel_width);
        hn::StoreU(hn::BitCast(i, hn::InterleaveUpper(wide, ab_high, ef_high)), i, out + 3 * panel_width);
    }
#endif
}

HWY_ATTR void TurnSlowly(const PanelSource& from, std::int64_t column, const float* inverse, std::int32_t* to) {
    for (std::int64_t k = 0; k < 4; ++k)
        for (std::int64_t r = 0; r < from.rows; ++r)
            to[r * panel_width + k] = column + k < from.columns
                                          ? static_cast<std::int32_t>(std::nearbyint(
                                                from.first[(column + k) * from.stride + r] * inverse[column + k]))
                                          : 0;
}

/// Columns of the matrix are lines of memory: squares of 4 x 4 are turned on the way.
HWY_ATTR void PackByColumns(const PanelSource& from, std::int32_t* to, float* quanta) {
    float positive[panel_width] = {}, negative[panel_width] = {}, inverse[panel_width];
    for (std::int64_t c = 0; c < from.columns; ++c)
        SumLine(from.first + c * from.stride, from.rows, positive + c, negative + c);
    KeepQuanta(positive, negative, from.rows, quanta, inverse);
    for (std::int64_t c = 0; c < panel_width; c += 4) {
        if (HWY_TARGET != HWY_SCALAR && c + 4 <= from.columns && from.rows >= 4) TurnFour(from, c, inverse, to + c);
        else TurnSlowly(from, c, inverse, to + c);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace blackbody
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

namespace blackbody {
namespace {

HWY_EXPORT(PackByRows);
HWY_EXPORT(PackByColumns);

/// Tables are built of up to eight rows at a time; the last may reach past the end.
constexpr std::int64_t spare_rows = 8;

/// Panels that are worth a thread: waking it costs what packing a hundred thousand numbers does.
std::int64_t panels_a_thread(std::int64_t rows) { return 1 + 100000 / (Panels::width * (rows + 1)); }

}  // namespace

/// The matrix, and which way its lines lie.
struct Panels::Source {
    explicit Source(const at::Tensor& weight)
        : by_columns(weight.stride(0) == 1 && weight.stride(1) >= weight.size(0) && weight.size(1) > 1),
          matrix(by_columns ? weight : weight.contiguous()),
          stride(matrix.stride(by_columns ? 1 : 0)) {}
    bool by_columns;
    at::Tensor matrix;
    std::int64_t stride;
};

Panels::Panels(const Source& source)
    : rows_(source.matrix.size(0)),
      columns_(source.matrix.size(1)),
      numbers_(at::empty({count() * rows_ + spare_rows, width}, at::kInt)),
      quanta_(at::empty({count() * width}, at::kFloat)) {
    std::fill_n(numbers_.data_ptr<std::int32_t>() + count() * rows_ * width, spare_rows * width, 0);
}

void Panels::pack(const Source& source, std::int64_t p) {
    const PanelSource from{source.matrix.const_data_ptr<float>() + p * width * (source.by_columns ? source.stride : 1),
                           source.stride, rows_, std::min(width, columns_ - p * width)};
    auto* numbers = numbers_.data_ptr<std::int32_t>() + p * rows_ * width;
    float* quanta = quanta_.data_ptr<float>() + p * width;
    if (source.by_columns) HWY_DYNAMIC_DISPATCH(PackByColumns)(from, numbers, quanta);
    else HWY_DYNAMIC_DISPATCH(PackByRows)(from, numbers, quanta);
}

Panels::Panels(const at::Tensor& weight) : Panels(Source(weight)) {
    const Source source(weight);
    at::parallel_for(0, count(), panels_a_thread(rows_), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p) pack(source, p);
    });
}

std::pair<Panels, Panels> Panels::both_ways(const at::Tensor& weight) {
    const Source by_rows(weight), by_columns(weight.t());
    Panels forth(by_rows), back(by_columns);
    // Lines that lie across take longer: every thread has its share of both.
    const std::int64_t worth = panels_a_thread(std::max(forth.rows(), back.rows())),
                       parts =
                           std::clamp<std::int64_t>((forth.count() + back.count()) / worth, 1, at::get_num_threads());
    at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
        const auto share = [&](Panels& panels, const Source& source) {
            const std::int64_t count = panels.count();
            for (std::int64_t p = count * begin / parts; p < count * end / parts; ++p) panels.pack(source, p);
        };
        share(forth, by_rows), share(back, by_columns);
    });
    return {std::move(forth), std::move(back)};
}

}  // namespace blackbody
#endif  // HWY_ONCE

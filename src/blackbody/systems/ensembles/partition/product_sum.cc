#include "blackbody/systems/ensembles/partition/product_sum.h"

#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blackbody/systems/ensembles/partition/product_sum.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BLACKBODY_PRODUCT_SUM_TYPES
#define BLACKBODY_PRODUCT_SUM_TYPES
namespace blackbody {

/// m 2^e: a product or a sum of products that no exponent of a double could hold.
struct Scaled {
    double m = 0;
    std::int64_t e = std::numeric_limits<std::int32_t>::min();
    void add(Scaled other) {
        if (other.e > e) std::swap(*this, other);
        m += std::ldexp(other.m, static_cast<int>(std::max<std::int64_t>(other.e - e, -2000)));
        if (m >= 2) m /= 2, ++e;
    }
};

/// The machine in units of {0, 1}, visible units padded with dead ones to whole vectors.
struct BinaryMachine {
    std::int64_t visible = 0, padded = 0, hidden = 0;
    std::vector<double> a, b, up, down;  ///< fields at rest; exp(W_j) and exp(-W_j), row after row [M, padded]
    std::vector<double> w;               ///< [M, padded]
    std::int64_t factors = 1;            ///< so many factors 1 + e_i multiply without overflow
    double constant = 0;
};

}  // namespace blackbody
#endif

HWY_BEFORE_NAMESPACE();
namespace blackbody {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;

/// Moves the binary exponents of x into `exponents` and leaves the mantissas in [1, 2).
template <class V, class I>
HWY_INLINE V SplitExponents(D d, V x, I& exponents) {
    const hn::RebindToSigned<D> di;
    const auto bits = hn::BitCast(di, x);
    exponents = hn::Add(exponents, hn::Sub(hn::ShiftRight<52>(bits), hn::Set(di, 1023)));
    return hn::BitCast(
        d, hn::Or(hn::And(bits, hn::Set(di, (std::int64_t{1} << 52) - 1)), hn::Set(di, std::int64_t{1023} << 52)));
}

/// e_i *= factor_i (where given), and the product of all 1 + e_i.
HWY_ATTR Scaled Product(const BinaryMachine& machine, double* HWY_RESTRICT e, const double* HWY_RESTRICT factor) {
    const D d;
    const hn::RebindToSigned<D> di;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    const auto one = hn::Set(d, 1.0);
    auto product = one;
    auto exponents = hn::Zero(di);
    std::int64_t left = machine.factors;
    for (std::int64_t i = 0; i < machine.padded; i += lanes) {
        const auto x = hn::Mul(hn::LoadU(d, e + i), hn::LoadU(d, factor + i));
        hn::StoreU(x, d, e + i);
        product = hn::Mul(product, hn::Add(one, x));
        if (--left == 0) product = SplitExponents(d, product, exponents), left = machine.factors;
    }
    product = SplitExponents(d, product, exponents);

    // The lanes' mantissas lie in [1, 2): their product is small.
    HWY_ALIGN double m[HWY_MAX_BYTES / sizeof(double)];
    hn::Store(product, d, m);
    Scaled result{1, hn::GetLane(hn::SumOfLanes(di, exponents))};
    for (std::int64_t l = 0; l < lanes; ++l) result.m *= m[l];
    const int exponent = std::ilogb(result.m);
    return {std::ldexp(result.m, -exponent), result.e + exponent};
}

/// The terms of the states first .. first + 2^low - 1, first a multiple of 2^low.
Scaled SumBlock(const BinaryMachine& machine, std::uint64_t first, std::int64_t low) {
    std::vector<double> e(static_cast<std::size_t>(machine.padded));
    std::vector<double> field(machine.a);
    double own = 0;
    for (std::int64_t j = low; j < machine.hidden; ++j)
        if (first >> j & 1) {
            own += machine.b[j];
            for (std::int64_t i = 0; i < machine.padded; ++i) field[i] += machine.w[j * machine.padded + i];
        }
    for (std::int64_t i = 0; i < machine.padded; ++i) e[i] = i < machine.visible ? std::exp(field[i]) : 0;

    const std::vector<double> same(static_cast<std::size_t>(machine.padded), 1.0);
    Scaled sum;
    std::uint64_t state = 0;
    for (std::uint64_t k = 0; k < std::uint64_t{1} << low; ++k) {
        const double* factor = same.data();
        if (k > 0) {
            const auto j = static_cast<std::int64_t>(std::countr_zero(k));
            state ^= std::uint64_t{1} << j;
            const bool is_up = state >> j & 1;
            own += is_up ? machine.b[j] : -machine.b[j];
            factor = (is_up ? machine.up : machine.down).data() + j * machine.padded;
        }
        // exp(own) as a power of two and a rest, so that it cannot overflow either.
        Scaled term = Product(machine, e.data(), factor);
        const double power = std::floor(own / std::numbers::ln2);
        term.m *= std::exp(own - power * std::numbers::ln2), term.e += static_cast<std::int64_t>(power);
        if (term.m >= 2) term.m /= 2, ++term.e;
        sum.add(term);
    }
    return sum;
}

}  // namespace HWY_NAMESPACE
}  // namespace blackbody
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

namespace blackbody {
namespace {

HWY_EXPORT(SumBlock);

/// s = scale h + offset with h in {0, 1}.
struct Reading {
    double scale, offset;
};
std::optional<Reading> reading_of(const Layer& layer) {
    if (layer.unit->values == std::vector<double>{0, 1}) return Reading{1, 0};
    if (layer.unit->values == std::vector<double>{-1, 1}) return Reading{2, -1};
    return {};
}

/// θ·T + fields of a machine of two-valued units, rewritten for units of {0, 1}.
std::optional<BinaryMachine> binary(const Rbm& rbm) {
    const auto v = reading_of(rbm.visible), h = reading_of(rbm.hidden);
    if (!v || !h) return {};
    const at::Tensor &w = rbm.weight, a = rbm.visible.theta[0], b = rbm.hidden.theta[0];
    const at::Tensor w01 = v->scale * h->scale * w, a01 = v->scale * (a + h->offset * w.sum(1)),
                     b01 = h->scale * (b + v->offset * w.sum(0));
    const double bound = (a01.abs() + w01.abs().sum(1)).max().item<double>();
    if (bound > 300) return {};

    BinaryMachine m{.visible = w.size(0), .padded = (w.size(0) + 15) / 16 * 16, .hidden = w.size(1)};
    m.factors = std::max<std::int64_t>(1, std::min<std::int64_t>(64, static_cast<std::int64_t>(700 / (bound + 1))));
    m.constant = v->offset * a.sum().item<double>() + h->offset * b.sum().item<double>() +
                 v->offset * h->offset * w.sum().item<double>();
    const auto padded = [&](const at::Tensor& rows) {
        at::Tensor wide = at::zeros({rows.size(0), m.padded}, at::kDouble);
        wide.narrow(1, 0, rows.size(1)).copy_(rows);
        return std::vector<double>(wide.const_data_ptr<double>(), wide.const_data_ptr<double>() + wide.numel());
    };
    m.a = padded(a01.unsqueeze(0)), m.w = padded(w01.t());
    m.up = padded(w01.t().exp()), m.down = padded((-w01.t()).exp());
    const at::Tensor own = b01.contiguous();
    m.b.assign(own.const_data_ptr<double>(), own.const_data_ptr<double>() + own.numel());
    return m;
}

}  // namespace

std::optional<double> log_partition_by_products(const Rbm& rbm) {
    const std::optional<BinaryMachine> machine = binary(rbm);
    if (!machine || machine->hidden > 40) return {};
    const std::int64_t low = std::min<std::int64_t>(8, machine->hidden);
    const std::int64_t blocks = std::int64_t{1} << (machine->hidden - low),
                       parts = std::min<std::int64_t>(blocks, 1024);
    std::vector<Scaled> sums(static_cast<std::size_t>(parts));
    at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p)
            for (std::int64_t b = p * blocks / parts; b < (p + 1) * blocks / parts; ++b)
                sums[p].add(HWY_DYNAMIC_DISPATCH(SumBlock)(*machine, static_cast<std::uint64_t>(b) << low, low));
    });
    Scaled total;
    for (const Scaled& sum : sums) total.add(sum);
    return machine->constant + std::log(total.m) + static_cast<double>(total.e) * std::numbers::ln2;
}

}  // namespace blackbody
#endif  // HWY_ONCE

#include "blackbody/tensor/small_eigenvalues.h"

#include <algorithm>
#include <limits>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blackbody/tensor/small_eigenvalues.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace blackbody {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;

/// The working set of one group: element k of a lane-wise array is the vector at k * Lanes.
struct Group {
    D d;
    std::int64_t lanes, n;
    std::vector<double> storage;
    double *a, *diagonal, *off2, *v, *w;

    explicit Group(std::int64_t size)
        : lanes(static_cast<std::int64_t>(hn::Lanes(d))), n(size), storage((n * n + 4 * n) * lanes) {
        a = storage.data(), diagonal = a + n * n * lanes, off2 = diagonal + n * lanes, v = off2 + n * lanes,
        w = v + n * lanes;
    }
    V get(const double* p, std::int64_t k) const { return hn::LoadU(d, p + k * lanes); }
    void put(double* p, std::int64_t k, V x) const { hn::StoreU(x, d, p + k * lanes); }
};

/// w[k+1 ..] = A v over the trailing lower triangle.
HWY_ATTR void apply(Group& g, std::int64_t k) {
    const std::int64_t n = g.n;
    for (std::int64_t i = k + 1; i < n; ++i) g.put(g.w, i, hn::Zero(g.d));
    for (std::int64_t i = k + 1; i < n; ++i) {
        const V vi = g.get(g.v, i);
        V sum = hn::Mul(g.get(g.a, i * n + i), vi);
        for (std::int64_t j = k + 1; j < i; ++j) {
            const V aij = g.get(g.a, i * n + j);
            sum = hn::MulAdd(aij, g.get(g.v, j), sum);
            g.put(g.w, j, hn::MulAdd(aij, vi, g.get(g.w, j)));
        }
        g.put(g.w, i, hn::Add(g.get(g.w, i), sum));
    }
}

/// One Householder step: column k gets a single entry below its diagonal, whose square becomes off2[k].
HWY_ATTR void eliminate_column(Group& g, std::int64_t k) {
    const std::int64_t n = g.n;
    const V zero = hn::Zero(g.d), one = hn::Set(g.d, 1.0);

    // v = x + sign(x_0) |x| e_0; where the column is zero already, v stays zero and the step does nothing.
    V norm2 = zero;
    for (std::int64_t i = k + 1; i < n; ++i) {
        const V x = g.get(g.a, i * n + k);
        g.put(g.v, i, x), norm2 = hn::MulAdd(x, x, norm2);
    }
    const V head = g.get(g.v, k + 1), norm = hn::Sqrt(norm2);
    g.put(g.off2, k, norm2);
    g.put(g.v, k + 1, hn::Add(head, hn::CopySign(norm, head)));
    const V denominator = hn::MulAdd(hn::Abs(head), norm, norm2);  // |v|²/2
    const auto empty = hn::Eq(denominator, zero);
    const V scale = hn::IfThenElse(empty, zero, hn::Div(one, hn::IfThenElse(empty, one, denominator)));

    // A <- A - v wᵀ - w vᵀ with w = p - (vᵀp / |v|²) v, p = 2 A v / |v|².
    apply(g, k);
    V vp = zero;
    for (std::int64_t i = k + 1; i < n; ++i) {
        const V p = hn::Mul(scale, g.get(g.w, i));
        g.put(g.w, i, p), vp = hn::MulAdd(p, g.get(g.v, i), vp);
    }
    const V half = hn::Mul(hn::Mul(hn::Set(g.d, 0.5), scale), vp);
    for (std::int64_t i = k + 1; i < n; ++i) g.put(g.w, i, hn::NegMulAdd(half, g.get(g.v, i), g.get(g.w, i)));
    for (std::int64_t i = k + 1; i < n; ++i) {
        const V vi = g.get(g.v, i), wi = g.get(g.w, i);
        for (std::int64_t j = k + 1; j <= i; ++j) {
            const V aij = hn::NegMulAdd(vi, g.get(g.w, j), g.get(g.a, i * n + j));
            g.put(g.a, i * n + j, hn::NegMulAdd(wi, g.get(g.v, j), aij));
        }
    }
}

/// One shifted QL sweep over levels l .. n-1 in the lanes of `active`. Returns off2[l] after it.
template <class M>
HWY_ATTR V sweep(Group& g, std::int64_t l, M active, V& shift, V tiny) {
    const std::int64_t n = g.n;
    const V zero = hn::Zero(g.d), one = hn::Set(g.d, 1.0);

    // Shift by the eigenvalue of the leading 2 x 2 block that is nearer to diagonal[l].
    const V s0 = hn::IfThenElse(active, hn::Sqrt(g.get(g.off2, l)), one), g0 = g.get(g.diagonal, l);
    const V p0 = hn::Div(hn::Sub(g.get(g.diagonal, l + 1), g0), hn::Add(s0, s0));
    const V root = hn::Sqrt(hn::MulAdd(p0, p0, one));
    const V step = hn::IfThenElse(active, hn::Sub(g0, hn::Div(s0, hn::Add(p0, hn::CopySign(root, p0)))), zero);
    for (std::int64_t i = l; i < n; ++i) g.put(g.diagonal, i, hn::Sub(g.get(g.diagonal, i), step));
    shift = hn::Add(shift, step);

    // From the bottom up.
    const auto nonzero = [&](V x) HWY_ATTR { return hn::IfThenElse(hn::Eq(x, zero), tiny, x); };
    V q = nonzero(g.get(g.diagonal, n - 1)), h = q, s = zero;
    for (std::int64_t i = n - 2; i >= l; --i) {
        const V e2 = g.get(g.off2, i), di = g.get(g.diagonal, i);
        const V p = hn::Mul(q, h), r = hn::Add(p, e2), inverse = hn::Div(one, nonzero(r));
        g.put(g.off2, i + 1, hn::IfThenElse(active, hn::Mul(s, r), g.get(g.off2, i + 1)));
        s = hn::Mul(e2, inverse);
        g.put(g.diagonal, i + 1, hn::IfThenElse(active, hn::MulAdd(s, hn::Add(h, di), h), g.get(g.diagonal, i + 1)));
        q = nonzero(hn::Sub(di, hn::Div(e2, q)));
        h = hn::Mul(q, hn::Mul(p, inverse));
    }
    const V e2 = hn::Mul(s, hn::Mul(q, h));
    g.put(g.off2, l, hn::IfThenElse(active, e2, g.get(g.off2, l)));
    g.put(g.diagonal, l, hn::IfThenElse(active, h, g.get(g.diagonal, l)));
    return g.get(g.off2, l);
}

/// Eigenvalues of the tridiagonal matrices, unsorted, into `diagonal`.
HWY_ATTR void iterate(Group& g) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    V shift = hn::Zero(g.d), scale = hn::Zero(g.d);
    for (std::int64_t l = 0; l < g.n; ++l) {
        scale =
            hn::Max(scale, hn::Add(hn::Abs(g.get(g.diagonal, l)), hn::Sqrt(hn::Max(hn::Zero(g.d), g.get(g.off2, l)))));
        const V small = hn::Max(hn::Mul(hn::Set(g.d, epsilon), scale), hn::Set(g.d, 1e-140));
        const V small2 = hn::Mul(small, small);
        if (l < g.n - 1) {
            auto active = hn::Gt(hn::Abs(g.get(g.off2, l)), small2);
            for (int round = 0; round < 60 && !hn::AllFalse(g.d, active); ++round)
                active = hn::And(active, hn::Gt(hn::Abs(sweep(g, l, active, shift, small)), small2));
        }
        g.put(g.diagonal, l, hn::Add(g.get(g.diagonal, l), shift));
    }
}

HWY_ATTR void solve(std::int64_t count, std::int64_t n, const double* matrices, double* values) {
    Group g(n);
    for (std::int64_t first = 0; first < count; first += g.lanes) {
        // The last group repeats its last matrix in the lanes that are left.
        for (std::int64_t lane = 0; lane < g.lanes; ++lane) {
            const double* m = matrices + std::min(first + lane, count - 1) * n * n;
            for (std::int64_t i = 0; i < n; ++i)
                for (std::int64_t j = 0; j <= i; ++j) g.a[(i * n + j) * g.lanes + lane] = m[i * n + j];
        }
        for (std::int64_t k = 0; k + 2 < n; ++k) eliminate_column(g, k);
        if (n > 1) {
            const V last = g.get(g.a, (n - 1) * n + n - 2);
            g.put(g.off2, n - 2, hn::Mul(last, last));
        }
        g.put(g.off2, n - 1, hn::Zero(g.d));
        for (std::int64_t i = 0; i < n; ++i) g.put(g.diagonal, i, g.get(g.a, i * n + i));

        iterate(g);
        for (std::int64_t lane = 0; lane < std::min(g.lanes, count - first); ++lane) {
            double* out = values + (first + lane) * n;
            for (std::int64_t i = 0; i < n; ++i) out[i] = g.diagonal[i * g.lanes + lane];
            std::sort(out, out + n);
        }
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace blackbody
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace blackbody {
HWY_EXPORT(solve);

void small_symmetric_eigenvalues(std::int64_t count, std::int64_t n, const double* matrices, double* values) {
    if (count > 0 && n > 0) HWY_DYNAMIC_DISPATCH(solve)(count, n, matrices, values);
}

}  // namespace blackbody
#endif

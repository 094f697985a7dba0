#include "blackbody/tensor/linear_algebra.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/imag.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/linalg_eigvalsh.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/real.h>
#include <ATen/ops/zeros.h>

#include <tuple>

#include "blackbody/tensor/complex_numbers.h"
#include "blackbody/tensor/small_eigenvalues.h"

namespace blackbody {
namespace {

/// λ_min / λ_max below which a matrix goes through an SVD.
double gram_floor(at::ScalarType stored) {
    return stored == at::kDouble || stored == at::kComplexDouble ? 1e-9 : 1e-12;
}

/// A A† where A is wide, A† A where it is tall.
at::Tensor short_gram(const at::Tensor& a) {
    return a.size(-2) <= a.size(-1) ? at::matmul(a, a.mH()) : at::matmul(a.mH(), a);
}

constexpr std::int64_t gram_rows = 256;

/// The lower triangle of short_gram(a), row block by row block: all that LAPACK reads, half of the work.
at::Tensor lower_short_gram(const at::Tensor& a) {
    const at::Tensor rows = a.size(0) <= a.size(1) ? a : a.t();
    const std::int64_t n = rows.size(0);
    at::Tensor gram = at::zeros({n, n}, rows.options());
    for (std::int64_t i = 0; i < n; i += gram_rows) {
        const std::int64_t count = std::min(gram_rows, n - i), columns = i + count;
        at::Tensor block = gram.narrow(0, i, count).narrow(1, 0, columns);
        at::mm_out(block, rows.narrow(0, i, count), rows.narrow(0, 0, columns).t());
    }
    return gram;
}

constexpr std::int64_t small_side = 128;  // up to this size, many matrices at once beat one library call each

/// [count, n, n] Hermitian → [count, n], ascending. Many small matrices go through SIMD lanes, the others through
/// LAPACK.
at::Tensor hermitian_eigenvalues(const at::Tensor& stack) {
    const std::int64_t count = stack.size(0), n = stack.size(1), real_size = stack.is_complex() ? 2 * n : n;
    if (count < 4 || real_size > small_side) return at::linalg_eigvalsh(stack).contiguous();

    // A + iB has each eigenvalue of the real symmetric [[A, -B], [B, A]] half as often.
    at::Tensor matrices = stack.contiguous();
    if (stack.is_complex()) {
        const at::Tensor a = at::real(stack), b = at::imag(stack);
        matrices = at::cat({at::cat({a, b.neg()}, 2), at::cat({b, a}, 2)}, 1);
    }
    at::Tensor values = at::empty({count, real_size}, at::kDouble);
    small_symmetric_eigenvalues(count, real_size, matrices.const_data_ptr<double>(), values.mutable_data_ptr<double>());
    return stack.is_complex() ? values.slice(1, 0, real_size, 2).contiguous() : values;
}

}  // namespace

at::Tensor squared_singular_values(const at::Tensor& a) { return squared_singular_values(a, a.scalar_type()); }

at::Tensor squared_singular_values(const at::Tensor& a, at::ScalarType stored) {
    at::Tensor stack = in_double(a).reshape({-1, a.size(-2), a.size(-1)});
    const std::int64_t k = std::min(a.size(-2), a.size(-1));
    const bool is_large = stack.size(0) == 1 && !stack.is_complex() && k > gram_rows;
    at::Tensor lambda = is_large ? at::linalg_eigvalsh(lower_short_gram(stack[0])).unsqueeze(0)
                                 : hermitian_eigenvalues(short_gram(stack));

    // The few matrices with values near the floor are done again by an SVD.
    const double floor = gram_floor(stored);
    double* row = lambda.mutable_data_ptr<double>();
    for (std::int64_t m = 0; m < stack.size(0); ++m, row += k)
        if (row[0] < floor * row[k - 1]) lambda.select(0, m).copy_(at::linalg_svdvals(stack[m]).flip(0).square());

    std::vector<std::int64_t> shape = a.sizes().slice(0, a.dim() - 2).vec();
    shape.push_back(k);
    return lambda.reshape(shape);
}

SingularSystem singular_system(const at::Tensor& a) {
    const at::Tensor m = in_double(a);
    const bool wide = m.size(0) <= m.size(1);

    // Vectors of the short side from its Gram matrix, those of the long side by applying A.
    auto [lambda, near] = at::linalg_eigh(short_gram(m));
    const std::int64_t k = lambda.size(0);
    if (lambda[0].item<double>() < gram_floor(a.scalar_type()) * lambda[k - 1].item<double>()) {
        auto [u, s, vh] = at::linalg_svd(m, /*full_matrices=*/false);
        return {s.flip(0).square(), u.flip(1), vh.mH().flip(1)};
    }
    const at::Tensor far = at::matmul(wide ? m.mH() : m, near) / lambda.sqrt();
    return wide ? SingularSystem{lambda, near, far} : SingularSystem{lambda, far, near};
}

std::vector<double> to_doubles(const at::Tensor& t) {
    const at::Tensor c = t.detach().to(at::kCPU, at::kDouble).contiguous();
    const double* p = c.const_data_ptr<double>();
    return std::vector<double>(p, p + c.numel());
}

}  // namespace blackbody

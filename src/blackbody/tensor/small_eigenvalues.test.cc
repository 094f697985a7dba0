#include "blackbody/tensor/small_eigenvalues.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/diag_embed.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_eigvalsh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <vector>

#include "blackbody/tensor/linear_algebra.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

void expect_as_lapack(const at::Tensor& matrices) {
    const at::Tensor m = matrices.contiguous();
    std::vector<double> fast(m.size(0) * m.size(1));
    small_symmetric_eigenvalues(m.size(0), m.size(1), m.const_data_ptr<double>(), fast.data());
    const std::vector<double> plain = to_doubles(at::linalg_eigvalsh(m));
    const double largest = m.abs().max().item<double>() * static_cast<double>(m.size(1));
    for (std::size_t k = 0; k < fast.size(); ++k)
        EXPECT_NEAR(fast[k], plain[k], 1e-14 * largest + 1e-300) << m.sizes() << " " << k;
}

}  // namespace

TEST(small_eigenvalues, agree_with_lapack_for_gram_matrices_of_every_size_and_count) {
    for (std::int64_t n : {1, 2, 3, 5, 16, 33, 64, 100})
        for (std::int64_t count : {1, 7, 9}) {
            const at::Tensor a = gaussian({count, n, n + 3}, n * 10 + count);
            expect_as_lapack(at::matmul(a, a.mT()));
        }
}

TEST(small_eigenvalues, agree_with_lapack_for_symmetric_matrices_of_both_signs) {
    const at::Tensor a = gaussian({11, 24, 24}, 3);
    expect_as_lapack(a + a.mT());
}

TEST(small_eigenvalues, of_zero_unit_diagonal_and_rank_one_matrices_are_exact) {
    expect_as_lapack(at::zeros({3, 12, 12}, at::kDouble));
    expect_as_lapack(at::eye(12, at::kDouble).expand({5, 12, 12}));
    expect_as_lapack(at::diag_embed(gaussian({9, 20}, 4)));
    const at::Tensor v = gaussian({9, 20, 1}, 5);
    expect_as_lapack(at::matmul(v, v.mT()));
}

TEST(small_eigenvalues, scale_with_the_matrix_over_many_orders) {
    const at::Tensor a = gaussian({4, 10, 10}, 6);
    expect_as_lapack((a + a.mT()) * 1e100);
    expect_as_lapack((a + a.mT()) * 1e-60);
}

TEST(small_eigenvalues, do_not_depend_on_what_stands_beside) {
    const at::Tensor a = gaussian({8, 16, 16}, 7), s = (a + a.mT()).contiguous();
    std::vector<double> together(8 * 16), alone(16);
    small_symmetric_eigenvalues(8, 16, s.const_data_ptr<double>(), together.data());
    for (std::int64_t m = 0; m < 8; ++m) {
        small_symmetric_eigenvalues(1, 16, s.const_data_ptr<double>() + m * 256, alone.data());
        for (std::int64_t k = 0; k < 16; ++k) EXPECT_EQ(together[m * 16 + k], alone[k]);
    }
}

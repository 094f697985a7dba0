#include "blackbody/tensor/linear_algebra.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/matmul.h>
#include <gtest/gtest.h>

#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

void expect_as_svd(const at::Tensor& a) {
    const at::Tensor fast = squared_singular_values(a), plain = at::linalg_svdvals(a).flip(-1).square();
    EXPECT_EQ(fast.sizes(), plain.sizes());
    EXPECT_LT((fast - plain).abs().max().item<double>(), 1e-12 * plain.max().item<double>());
    // The relative error of the smallest value, too, is small.
    EXPECT_LT(((fast - plain) / plain).abs().max().item<double>(), 1e-5);
}

}  // namespace

TEST(linear_algebra, gram_matrix_agrees_with_the_svd_for_real_and_complex_stacks) {
    expect_as_svd(gaussian({9, 16, 16}, 1));
    expect_as_svd(gaussian({2, 3, 40, 7}, 2));
    expect_as_svd(gaussian({150, 160}, 3));
    expect_as_svd(at::complex(gaussian({12, 10, 14}, 4), gaussian({12, 10, 14}, 5)));
    expect_as_svd(at::complex(gaussian({3, 70, 80}, 6), gaussian({3, 70, 80}, 7)));
}

TEST(linear_algebra, values_near_rounding_keep_their_digits) {
    // Singular values 1, 1e-3, 1e-6, 1e-9: their squares span 18 decades, more than a Gram matrix in double can hold.
    const at::Tensor q = singular_system(gaussian({4, 4}, 8)).left,
                     p = singular_system(gaussian({6, 6}, 9)).left.slice(1, 0, 4);
    const at::Tensor s = at::from_blob(std::vector<double>{1, 1e-3, 1e-6, 1e-9}.data(), {4}, at::kDouble).clone();
    const at::Tensor a = at::matmul(q * s, p.mT());
    const at::Tensor lambda = squared_singular_values(a);
    for (int k = 0; k < 4; ++k)
        EXPECT_NEAR(std::sqrt(lambda[k].item<double>()) / s[3 - k].item<double>(), 1, 1e-5) << k;
}

TEST(linear_algebra, singular_system_rebuilds_the_matrix_from_orthonormal_vectors) {
    for (const at::Tensor& a : {gaussian({7, 12}, 10), gaussian({12, 7}, 11), gaussian({5, 1}, 12)}) {
        const SingularSystem s = singular_system(a);
        EXPECT_LT((at::matmul(s.left * s.lambda.sqrt(), s.right.mT()) - a).abs().max().item<double>(), 1e-12);
        const at::Tensor one = at::eye(s.lambda.size(0), at::kDouble);
        EXPECT_LT((at::matmul(s.left.mT(), s.left) - one).abs().max().item<double>(), 1e-10);
        EXPECT_LT((at::matmul(s.right.mT(), s.right) - one).abs().max().item<double>(), 1e-10);
    }
}

TEST(linear_algebra, single_precision_weights_lose_nothing) {
    const at::Tensor a = gaussian({20, 30}, 13).to(at::kFloat);
    EXPECT_EQ((squared_singular_values(a) - squared_singular_values(a.to(at::kDouble))).abs().max().item<double>(), 0);
}

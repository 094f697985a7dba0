#include "blackbody/tensor/parallel.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/linalg_svd.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

#include "support/random.h"
#include "support/threads.h"

using namespace blackbody;

TEST(parallel_for, writes_what_was_made_in_inference_mode_from_every_thread) {
    for (const int threads : {1, 2, 4}) {
        const blackbody::testing::WithThreads with(threads);
        const c10::InferenceMode inference;
        const at::Tensor rows = at::empty({8, 3});
        parallel_for(0, 8, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) rows[i].copy_(at::empty({3}).fill_(i));
        });
        for (std::int64_t i = 0; i < 8; ++i) EXPECT_EQ(rows[i][2].item<float>(), static_cast<float>(i)) << threads;
    }
}

TEST(parallel_for, linear_algebra_inside_does_not_wait_for_threads_that_it_does_not_get) {
    for (const int threads : {1, 2, 4}) {
        const blackbody::testing::WithThreads with(threads);
        for (const auto& shape : {std::vector<std::int64_t>{192, 48}, {48, 192}, {600, 64}})
            parallel_for(0, 16, 1, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t i = begin; i < end; ++i) {
                    const at::Tensor a = blackbody::testing::gaussian(shape, static_cast<Seed>(i), at::kDouble);
                    const auto [u, s, vh] = at::linalg_svd(a, false);
                    EXPECT_NEAR(s.square().sum().item<double>() / a.square().sum().item<double>(), 1, 1e-12);
                }
            });
    }
}

#include "blackbody/tensor/parallel.h"

#include <ATen/ops/empty.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

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

#include "blackbody/instruments/parallel.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/threads.h"

using namespace blackbody;
using blackbody::testing::WithThreads;

TEST(for_each_in_parallel, does_each_piece_once_whatever_the_number_of_threads) {
    for (const int threads : {1, 2, 3}) {
        const WithThreads with(threads);
        std::vector<std::atomic<int>> done(100);
        for_each_in_parallel(100, [&](std::int64_t i) { ++done[i]; });
        for (const auto& count : done) EXPECT_EQ(count, 1) << threads;
    }
    for_each_in_parallel(0, [](std::int64_t) { FAIL() << "there is no work"; });
}

TEST(for_each_in_parallel, runs_on_as_many_threads_as_were_asked_for) {
    if (std::thread::hardware_concurrency() < 2) GTEST_SKIP() << "SKIPPED: this machine has one core";
    const WithThreads with(2);
    // The first piece waits for the second: only another thread can start that.
    std::atomic<bool> second_began{false}, met{false};
    for_each_in_parallel(2, [&](std::int64_t i) {
        if (i == 1) second_began = true;
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (i == 0 && !second_began && std::chrono::steady_clock::now() < end) std::this_thread::yield();
        if (i == 0) met = second_began.load();
    });
    EXPECT_TRUE(met);
}

TEST(for_each_in_parallel, keeps_the_library_calls_of_a_piece_on_its_own_thread) {
    const WithThreads with(2);
    std::mutex mutex;
    std::set<bool> inside;
    for_each_in_parallel(8, [&](std::int64_t) {
        const std::lock_guard lock(mutex);
        inside.insert(at::in_parallel_region());
    });
    EXPECT_EQ(inside, std::set<bool>{true});
}

TEST(for_each_in_parallel, throws_the_first_failure_once_and_starts_nothing_after_it) {
    for (const int threads : {1, 2}) {
        const WithThreads with(threads);
        std::atomic<int> started{0};
        try {
            for_each_in_parallel(1000, [&](std::int64_t i) {
                ++started;
                if (i == 3) throw std::runtime_error("piece 3");
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            });
            FAIL() << "nothing was thrown";
        } catch (const std::runtime_error& error) {
            EXPECT_STREQ(error.what(), "piece 3");
        }
        EXPECT_LT(started, 500) << threads;  // 4, and what other threads began meanwhile
    }
}

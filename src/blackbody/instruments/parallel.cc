#include "blackbody/instruments/parallel.h"

#include <atomic>
#include <exception>
#include <mutex>

#include "blackbody/tensor/parallel.h"

#ifndef INTRA_OP_PARALLEL
#error "at::parallel_for would run on one thread: compile with OpenMP"
#endif

namespace blackbody {

void for_each_in_parallel(std::int64_t n, const std::function<void(std::int64_t)>& work) {
    std::atomic<std::int64_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    parallel_for(0, at::get_num_threads(), 1, [&](std::int64_t, std::int64_t) {
        for (std::int64_t i = next++; i < n; i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure) failure = std::current_exception();
                next = n;
            }
        }
    });
    if (failure) std::rethrow_exception(failure);
}

}  // namespace blackbody

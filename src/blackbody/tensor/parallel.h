#pragma once
/// at::parallel_for for work that makes or writes tensors.
///
/// What a thread does with tensors depends on its own state: c10::InferenceMode, NoGradGuard and the like hold in the
/// thread that set them, and not in those of the pool. A tensor made under InferenceMode may not be written outside of
/// it, so that a plain at::parallel_for under a network's run throws as soon as there are two threads. Here each thread
/// works as the caller would. Work on plain memory needs none of this.
#include <ATen/Parallel.h>
#include <ATen/ThreadLocalState.h>

namespace blackbody {

template <class Work>
void parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain, const Work& work) {
    const at::ThreadLocalState caller;
    at::parallel_for(begin, end, grain, [&](std::int64_t first, std::int64_t last) {
        const at::ThreadLocalStateGuard as_caller(caller);
        work(first, last);
    });
}

}  // namespace blackbody

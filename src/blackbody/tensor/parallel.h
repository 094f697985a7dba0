#pragma once
/// at::parallel_for for work that makes or writes tensors.
///
/// What a thread does with tensors depends on its own state: c10::InferenceMode, NoGradGuard and the like hold in the
/// thread that set them, and not in those of the pool. A tensor made under InferenceMode may not be written outside of
/// it, so that a plain at::parallel_for under a network's run throws as soon as there are two threads. Here each thread
/// works as the caller would, and the math library (MKL) keeps to the one thread that it has: LibTorch has it ask for
/// at::get_num_threads() always, in a team, too, where OpenMP gives it one, and the QR factorisation of a tall matrix
/// then waits for its second thread for ever (seen on [192, 48] with the MKL of LibTorch 2.13). Work on plain memory
/// needs none of this.
#include <ATen/Parallel.h>

#include <cstdint>
#include <functional>

namespace blackbody {

/// Calls `work` on pieces of [begin, end) that hold at least `grain` indices, on the threads of the pool.
void parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain,
                  const std::function<void(std::int64_t, std::int64_t)>& work);

}  // namespace blackbody

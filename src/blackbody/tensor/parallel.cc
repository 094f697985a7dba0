#include "blackbody/tensor/parallel.h"

#include <ATen/ThreadLocalState.h>
#include <omp.h>

#ifndef INTRA_OP_PARALLEL
#error "at::parallel_for would run on one thread: compile with OpenMP"
#endif

/// Of MKL, where LibTorch holds it: threads for this thread's calls, 0 for the general number; gives what was set.
extern "C" int MKL_Set_Num_Threads_Local(int threads) __attribute__((weak));

namespace blackbody {
namespace {

/// While it lives, the math library works in this thread alone, if this thread is one of a team.
class OneLapackThread {
  public:
    OneLapackThread() {
        if (omp_in_parallel() && MKL_Set_Num_Threads_Local != nullptr) before_ = MKL_Set_Num_Threads_Local(1);
    }
    ~OneLapackThread() {
        if (before_ >= 0) MKL_Set_Num_Threads_Local(before_);
    }
    OneLapackThread(const OneLapackThread&) = delete;
    OneLapackThread& operator=(const OneLapackThread&) = delete;

  private:
    int before_ = -1;  ///< what this thread had been told; -1: left as it was
};

}  // namespace

void parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain,
                  const std::function<void(std::int64_t, std::int64_t)>& work) {
    const at::ThreadLocalState caller;
    at::parallel_for(begin, end, grain, [&](std::int64_t first, std::int64_t last) {
        const at::ThreadLocalStateGuard as_caller(caller);
        const OneLapackThread alone;
        work(first, last);
    });
}

}  // namespace blackbody

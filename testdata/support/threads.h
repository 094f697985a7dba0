#pragma once
/// So many threads for the length of a scope.
#include <ATen/Parallel.h>

namespace blackbody::testing {

class WithThreads {
  public:
    explicit WithThreads(int threads) { at::set_num_threads(threads); }
    ~WithThreads() { at::set_num_threads(before_); }
    WithThreads(const WithThreads&) = delete;
    WithThreads& operator=(const WithThreads&) = delete;

  private:
    int before_ = at::get_num_threads();
};

}  // namespace blackbody::testing

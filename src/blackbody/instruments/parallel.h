#pragma once
/// Independent pieces of work dealt to the threads.
#include <cstdint>
#include <functional>

namespace blackbody {

/// Calls `work(0)` .. `work(n-1)`, each once and in that order of starting: each thread takes the next, and library
/// calls inside stay on their own thread, so the answers do not depend on the number of threads. The first exception
/// keeps the rest from starting and is thrown here.
void for_each_in_parallel(std::int64_t n, const std::function<void(std::int64_t)>& work);

}  // namespace blackbody

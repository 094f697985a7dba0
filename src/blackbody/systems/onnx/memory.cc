#include "blackbody/systems/onnx/memory.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace blackbody {

void keep_freed_memory() {
#ifdef __GLIBC__
    constexpr int gibibyte = 1 << 30, largest_of_old_versions = 1 << 25;
    static const bool kept = [] {
        if (mallopt(M_MMAP_THRESHOLD, gibibyte) == 0) mallopt(M_MMAP_THRESHOLD, largest_of_old_versions);
        return mallopt(M_TRIM_THRESHOLD, gibibyte) != 0;
    }();
    static_cast<void>(kept);
#endif
}

}  // namespace blackbody

#include "blackbody/instruments/controls/controls.h"
#include "blackbody/util/registry.h"

namespace blackbody {

const ControlInfo& random_kernels_info() {
    static const ControlInfo info{.name = "random_kernels",
                                  .sentence =
                                      "Each kernel is replaced by Gaussian noise of the same norm (each row, where a "
                                      "map has no spatial extent). Kept: strength. Lost: shape."};
    return info;
}

namespace {
const Registered<ControlInfo> registered_here{random_kernels_info()};
}

}  // namespace blackbody

#include "blackbody/instruments/controls/controls.h"
#include "blackbody/util/registry.h"

namespace blackbody {

const ControlInfo& permuted_kernels_info() {
    static const ControlInfo info{.name = "permuted_kernels",
                                  .sentence =
                                      "The entries of each kernel tensor and linear map are shuffled among themselves; "
                                      "biases and normalisation stay. Kept: every value. Lost: where it stands."};
    return info;
}

namespace {
const Registered<ControlInfo> registered_here{permuted_kernels_info()};
}

}  // namespace blackbody

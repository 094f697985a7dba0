#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ControlInfo info{.name = "permuted_kernels",
                       .sentence =
                           "The entries of each kernel tensor and linear map are shuffled among themselves; "
                           "biases and normalisation stay. Kept: every value. Lost: where it stands."};
const Registered<ControlInfo> entry{info};

}  // namespace
}  // namespace blackbody

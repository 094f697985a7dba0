#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ControlInfo info{.name = "random_kernels",
                       .sentence =
                           "Each kernel is replaced by Gaussian noise of the same norm (each row, where a "
                           "map has no spatial extent). Kept: strength. Lost: shape."};
const Registered<ControlInfo> entry{info};

}  // namespace
}  // namespace blackbody

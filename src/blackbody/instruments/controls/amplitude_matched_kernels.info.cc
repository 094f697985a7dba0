#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ControlInfo info{
    .name = "amplitude_matched_kernels",
    .sentence =
        "Each kernel gets random phases under its own amplitude spectrum, taken periodically on the kernel's own "
        "grid; the kernel stays real. Kept: |DFT| of every kernel. Lost: its phases, hence its shape (a 1x1 kernel "
        "or an entry of a linear map can only change sign)."};
const Registered<ControlInfo> entry{info};

}  // namespace
}  // namespace blackbody

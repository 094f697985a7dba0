#include "blackbody/instruments/controls/controls.h"
#include "blackbody/util/registry.h"

namespace blackbody {

const ControlInfo& permuted_pixels_info() {
    static const ControlInfo info{
        .name = "permuted_pixels",
        .sentence =
            "The pixels of every image are moved by one and the same permutation, all channels together. Kept: each "
            "image's histogram and colours. Lost: neighbourhood."};
    return info;
}

namespace {
const Registered<ControlInfo> registered_here{permuted_pixels_info()};
}

}  // namespace blackbody

#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ControlInfo info{
    .name = "permuted_pixels",
    .sentence =
        "The pixels of every image are moved by one and the same permutation, all channels together. Kept: each "
        "image's histogram and colours. Lost: neighbourhood."};
const Registered<ControlInfo> entry{info};

}  // namespace
}  // namespace blackbody

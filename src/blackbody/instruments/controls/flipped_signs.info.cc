#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ControlInfo info{
    .name = "flipped_signs",
    .sentence =
        "The sign of each entry is drawn anew (the phase, where entries are complex); its modulus stays where it "
        "is. Kept: every modulus in its place, hence the scale of every row and column and every large entry. "
        "Lost: all directions but those that loud rows, loud columns and large entries make."};
const Registered<ControlInfo> entry{info};

}  // namespace
}  // namespace blackbody

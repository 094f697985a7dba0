#include "blackbody/instruments/controls/controls.h"
#include "blackbody/util/registry.h"

namespace blackbody {

const ControlInfo& flipped_signs_info() {
    static const ControlInfo info{
        .name = "flipped_signs",
        .sentence =
            "The sign of each entry is drawn anew (the phase, where entries are complex); its modulus stays where it "
            "is. Kept: every modulus in its place, hence the scale of every row and column and every large entry. "
            "Lost: all directions but those that loud rows, loud columns and large entries make."};
    return info;
}

namespace {
const Registered<ControlInfo> registered_here{flipped_signs_info()};
}

}  // namespace blackbody

#include "blackbody/base/site_info.h"

namespace blackbody {

const char* to_string(Role role) {
    switch (role) {
        case Role::input:
            return "input";
        case Role::linear:
            return "linear";
        case Role::normalisation:
            return "normalisation";
        case Role::nonlinearity:
            return "nonlinearity";
        case Role::residual:
            return "residual";
        case Role::pooling:
            return "pooling";
        case Role::logits:
            return "logits";
        case Role::output:
            return "output";
        case Role::weight:
            return "weight";
        case Role::other:
            return "other";
    }
    return "?";
}

}  // namespace blackbody

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

std::int64_t channels_of(const SiteInfo& site) {
    for (const char letter : {'C', 'U', 'H'}) {
        const std::size_t at = site.axes.find(letter);
        if (at != std::string::npos && at > 0 && at <= site.shape.size()) return site.shape[at - 1];
    }
    if (site.shape.empty()) return 1;
    return site.shape.size() >= 3 ? site.shape.front() : site.shape.back();
}

}  // namespace blackbody

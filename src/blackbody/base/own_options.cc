#include "blackbody/base/own_options.h"

#include <algorithm>

#include "blackbody/base/quantity.h"

namespace blackbody {

std::vector<OwnOptions> declared_options() {
    std::vector<OwnOptions> all;
    for (const ObservableInfo* info : observable_infos()) {
        if (info->options == nullptr) continue;
        const bool is_known =
            std::any_of(all.begin(), all.end(), [&](const OwnOptions& one) { return one.is_like(*info->options); });
        if (!is_known) all.push_back(*info->options);
    }
    return all;
}

}  // namespace blackbody

#include "blackbody/systems/onnx/uncomputed.h"

#include <algorithm>

#include "blackbody/util/registry.h"

namespace blackbody {

const UncomputedOperator* find_uncomputed(const Node& node) {
    const auto& records = registry<UncomputedOperator>();
    const auto found = std::ranges::find_if(records, [&](const UncomputedOperator* record) {
        return record->name == node.op && record->domain == node.domain;
    });
    return found == records.end() ? nullptr : *found;
}

}  // namespace blackbody

#include "blackbody/systems/onnx/sample_axis.h"

#include <algorithm>

namespace blackbody {

bool SampleAxis::enters_any() const {
    return std::ranges::any_of(trail_.element(element_).inputs, [&](int value) { return is_sampled(value); });
}

bool SampleAxis::enters_first_alone() const {
    for (std::size_t i = 1; i < trail_.element(element_).inputs.size(); ++i)
        if (enters(i)) return false;
    return enters(0);
}

bool SampleAxis::leaves() const {
    return std::ranges::all_of(trail_.element(element_).outputs,
                               [&](int value) { return value < 0 || is_sampled(value); });
}

std::int64_t SampleAxis::setting(const char* name, std::int64_t otherwise) const {
    const auto& all = trail_.element(element_).node->attributes.all();
    const auto found = all.find(name);
    const auto* value = found == all.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
    return value ? *value : otherwise;
}

bool SampleAxis::is_other(std::int64_t axis) const {
    return (axis < 0 ? axis + static_cast<std::int64_t>(rank(0)) : axis) > 0;
}

bool SampleAxis::are_other(const Sizes& axes) const {
    return !axes.empty() && std::ranges::all_of(axes, [&](std::int64_t axis) { return is_other(axis); });
}

std::size_t SampleAxis::rank_of(int value) const {
    return value >= 0 && shapes_.one[value] ? shapes_.one[value]->size() : 0;
}

}  // namespace blackbody

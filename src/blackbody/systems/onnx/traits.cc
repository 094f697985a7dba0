#include "blackbody/systems/onnx/traits.h"

namespace blackbody {

bool only_moves(OperatorRole role) {
    return role == OperatorRole::renaming || role == OperatorRole::cutting || role == OperatorRole::moving;
}

const Traits& traits_of_unknown() {
    static const Traits traits{.role = OperatorRole::other,
                               .formula = Formula::other,
                               .weight = WeightRule::none,
                               .host_inputs = 0,
                               .batching = {BatchRule::may_mix},
                               .axes = AxisRule::kept,
                               .bounds = {BoundRule::unknown},
                               .folding = Folding::never,
                               .storage = Storage::shared,
                               .pointwise = Pointwise::no};
    return traits;
}

std::vector<std::string> unstated(const Traits& traits) {
    // A trait that is added does not compile until it is looked at here.
    const auto& [role, formula, weight, host_inputs, batching, axes, bounds, folding, storage, pointwise] = traits;
    std::vector<std::string> missing;
    if (role == OperatorRole::unstated) missing.emplace_back("role");
    if (formula == Formula::unstated) missing.emplace_back("formula");
    if (weight == WeightRule::unstated) missing.emplace_back("weight");
    if (!host_inputs) missing.emplace_back("host_inputs");
    if (batching.rule == BatchRule::unstated) missing.emplace_back("batching");
    if (batching.rule == BatchRule::judged && batching.judge == nullptr) missing.emplace_back("batching.judge");
    if (axes == AxisRule::unstated) missing.emplace_back("axes");
    if (bounds.rule == BoundRule::unstated) missing.emplace_back("bounds");
    if (folding == Folding::unstated) missing.emplace_back("folding");
    if (storage == Storage::unstated) missing.emplace_back("storage");
    if (pointwise == Pointwise::unstated) missing.emplace_back("pointwise");
    return missing;
}

}  // namespace blackbody

#include "blackbody/systems/onnx/operator.h"

#include <map>

namespace blackbody {

std::vector<const Operator*> operators() {
    return registered<Operator>([](const Operator& o) { return o.info.domain + "/" + o.info.name; });
}

const Operator* find_operator(const std::string& name, const std::string& domain) {
    using Key = std::pair<std::string, std::string>;
    static const auto table = [] {
        std::map<Key, const Operator*> by_name;
        for (const Operator* record : registry<Operator>()) by_name[{record->info.domain, record->info.name}] = record;
        return by_name;
    }();
    const auto found = table.find({domain, name});
    return found == table.end() ? nullptr : found->second;
}

const Traits& traits_of(const Node& node) {
    const Operator* record = find_operator(node.op, node.domain);
    return record ? record->traits : traits_of_unknown();
}

std::string operator_name(const Node& node) { return (node.domain.empty() ? "" : node.domain + ".") + node.op; }

std::string place_of(const Node& node) {
    return "node '" + node.name + "' (" + operator_name(node) + ", opset " + std::to_string(node.opset) + ")";
}

}  // namespace blackbody

#include "blackbody/systems/onnx/graph.h"

#include <array>

#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

constexpr std::array kinds = {"an integer", "a number", "a text", "a tensor",
                              "integers",   "numbers",  "texts",  "a graph"};

/// The value if it is there and a T, null if it is absent.
template <class T>
const T* get(const std::map<std::string, Attribute>& values, const std::string& name, const char* wanted) {
    const auto found = values.find(name);
    if (found == values.end()) return nullptr;
    if (const T* value = std::get_if<T>(&found->second)) return value;
    throw UnsupportedError(
        Complaint{.place = "attribute '" + name + "'", .expected = wanted, .found = kinds[found->second.index()]});
}

}  // namespace

bool is_branching(const Node& node) { return node.op == "If" && node.domain.empty() && !node.inputs.empty(); }

std::int64_t Attributes::integer(const std::string& name, std::int64_t otherwise) const {
    const auto* value = get<std::int64_t>(values_, name, "an integer");
    return value ? *value : otherwise;
}

double Attributes::number(const std::string& name, double otherwise) const {
    const auto* value = get<double>(values_, name, "a number");
    return value ? *value : otherwise;
}

std::string Attributes::text(const std::string& name, const std::string& otherwise) const {
    const auto* value = get<std::string>(values_, name, "a text");
    return value ? *value : otherwise;
}

std::vector<std::int64_t> Attributes::integers(const std::string& name, std::vector<std::int64_t> otherwise) const {
    const auto* value = get<std::vector<std::int64_t>>(values_, name, "integers");
    return value ? *value : otherwise;
}

std::vector<double> Attributes::numbers(const std::string& name, std::vector<double> otherwise) const {
    const auto* value = get<std::vector<double>>(values_, name, "numbers");
    return value ? *value : otherwise;
}

std::vector<std::string> Attributes::texts(const std::string& name) const {
    const auto* value = get<std::vector<std::string>>(values_, name, "texts");
    return value ? *value : std::vector<std::string>();
}

at::Tensor Attributes::tensor(const std::string& name) const {
    const auto* value = get<at::Tensor>(values_, name, "a tensor");
    return value ? *value : at::Tensor();
}

}  // namespace blackbody

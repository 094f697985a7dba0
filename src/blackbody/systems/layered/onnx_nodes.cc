#include "blackbody/systems/layered/onnx_nodes.h"

#include <memory>

namespace blackbody {

std::string OnnxNodes::node(const std::string& op, const std::string& name, std::vector<std::string> inputs,
                            std::vector<OnnxAttribute> attributes) {
    graph_.nodes.push_back({name, op, "", std::move(inputs), {name}, std::move(attributes)});
    return name;
}

std::string OnnxNodes::second(const std::string& op, const std::string& name, const std::string& input,
                              std::vector<OnnxAttribute> attributes) {
    graph_.nodes.push_back({name, op, "", {input}, {name, name + ".second"}, std::move(attributes)});
    return name + ".second";
}

std::string OnnxNodes::tensor(const std::string& name, const at::Tensor& values) {
    const bool is_whole = values.scalar_type() == at::kLong;
    const auto kept =
        std::make_shared<at::Tensor>(values.detach().to(is_whole ? at::kLong : at::kFloat).contiguous().clone());
    const std::span bytes(static_cast<const std::byte*>(kept->const_data_ptr()), kept->nbytes());
    graph_.initializers.push_back(
        {name, {is_whole ? ElementType::int64 : ElementType::float32, kept->sizes().vec(), bytes, kept}, {}});
    return name;
}

OnnxAttribute onnx_integers(const std::string& name, std::vector<std::int64_t> values) {
    OnnxAttribute attribute{.name = name, .kind = OnnxAttribute::Kind::integers};
    attribute.integers = std::move(values);
    return attribute;
}

OnnxAttribute onnx_integer(const std::string& name, std::int64_t value) {
    OnnxAttribute attribute{.name = name, .kind = OnnxAttribute::Kind::integer};
    attribute.integer = value;
    return attribute;
}

OnnxAttribute onnx_number(const std::string& name, double value) {
    OnnxAttribute attribute{.name = name, .kind = OnnxAttribute::Kind::number};
    attribute.number = static_cast<float>(value);
    return attribute;
}

}  // namespace blackbody

#include "blackbody/systems/layered/layers/onnx_waves.h"

#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>

namespace blackbody {

std::string OnnxWaves::shape_tensor(const std::string& what, std::vector<std::int64_t> values) {
    return nodes_.tensor(name_ + "." + what, at::tensor(values, at::kLong));
}

std::string OnnxWaves::number(const std::string& what, double value) {
    return nodes_.tensor(name_ + "." + what, at::full({}, value));
}

std::string OnnxWaves::channels(const std::string& what, const at::Tensor& values) {
    return nodes_.tensor(name_ + "." + what, in_.size.empty() ? values : values.view({-1, 1, 1}));
}

OnnxWaves::Parts OnnxWaves::parts(const std::string& planes) {
    std::vector<std::int64_t> apart{0, in_.channels, 2};
    apart.insert(apart.end(), in_.size.begin(), in_.size.end());
    const std::string pairs = node("Reshape", "pairs", {planes, shape_tensor("apart", apart)});
    const auto part = [&](const char* name, std::int64_t index) {
        const std::string which = nodes_.tensor(name_ + "." + name + "_index", at::full({}, index, at::kLong));
        return node("Gather", name, {pairs, which}, {onnx_integer("axis", 2)});
    };
    return {part("re", 0), part("im", 1)};
}

std::string OnnxWaves::joined(const Parts& parts, const StateShape& shape, const std::string& as) {
    const std::string axis = shape_tensor("axis", {2});
    const std::string pairs =
        node("Concat", "both",
             {node("Unsqueeze", "re_apart", {parts.re, axis}), node("Unsqueeze", "im_apart", {parts.im, axis})},
             {onnx_integer("axis", 2)});
    std::vector<std::int64_t> together{0, 2 * shape.channels};
    together.insert(together.end(), shape.size.begin(), shape.size.end());
    return nodes_.node("Reshape", as, {pairs, shape_tensor("together", together)});
}

std::string OnnxWaves::intensity(const Parts& parts) {
    return node("Add", "intensity",
                {node("Mul", "re_squared", {parts.re, parts.re}), node("Mul", "im_squared", {parts.im, parts.im})});
}

std::string onnx_circular(OnnxNodes& nodes, const std::string& name, std::string x,
                          const std::array<std::int64_t, 2>& pad) {
    const auto whole = [&](const std::string& what, std::int64_t value) {
        return nodes.tensor(name + "." + what, at::full({1}, value, at::kLong));
    };
    for (const int d : {0, 1}) {
        if (pad[d] == 0) continue;
        const std::string side = name + (d == 0 ? ".y" : ".x"), axis = whole(d == 0 ? "y_axis" : "x_axis", 2 + d);
        const std::string key = d == 0 ? "y_" : "x_";
        const std::string end =
            nodes.node("Slice", side + "_end", {x, whole(key + "last", -pad[d]), whole(key + "all", 1LL << 31), axis});
        const std::string start =
            nodes.node("Slice", side + "_start", {x, whole(key + "none", 0), whole(key + "first", pad[d]), axis});
        x = nodes.node("Concat", side + "_ring", {end, x, start}, {onnx_integer("axis", 2 + d)});
    }
    return x;
}

}  // namespace blackbody

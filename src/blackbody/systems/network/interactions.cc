#include "blackbody/systems/network/interactions.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace blackbody {
namespace {

using Layout = StoredWeight::Layout;

/// The initializer at the start of a chain that ends in `value`: the largest one that feeds it.
int root_of(const Circuit& circuit, int value) {
    int root = value;
    std::int64_t largest = -1;
    std::vector<int> stack = {value};
    std::vector<bool> seen(circuit.names.size(), false);
    while (!stack.empty()) {
        const int v = stack.back();
        stack.pop_back();
        if (seen[v]) continue;
        seen[v] = true;
        if (circuit.constants[v].defined() && circuit.constants[v].numel() > largest)
            root = v, largest = circuit.constants[v].numel();
        if (circuit.producer[v] < 0) continue;
        for (const int input : circuit.elements[circuit.producer[v]].inputs)
            if (input >= 0) stack.push_back(input);
    }
    return root;
}

/// The setting for y and x of a list of one or two.
std::array<std::int64_t, 2> pair_of(const std::vector<std::int64_t>& list) {
    if (list.size() == 1) return {1, list[0]};
    return list.size() == 2 ? std::array{list[0], list[1]} : std::array<std::int64_t, 2>{1, 1};
}

/// Pads of one axis under auto_pad: so many that the output has ceil(size / stride) elements.
std::array<std::int64_t, 2> same_pads(std::int64_t size, std::int64_t kernel, std::int64_t stride,
                                      std::int64_t dilation, bool upper) {
    const std::int64_t total =
        std::max<std::int64_t>(((size + stride - 1) / stride - 1) * stride + (kernel - 1) * dilation + 1 - size, 0);
    return upper ? std::array{total / 2, total - total / 2} : std::array{total - total / 2, total / 2};
}

std::array<std::int64_t, 4> pads_of(const Node& node, const Interaction& i) {
    const std::string mode = node.attributes.text("auto_pad", "NOTSET");
    if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
        if (i.input_size[0] == 0) return {0, 0, 0, 0};
        const auto y = same_pads(i.input_size[0], i.weight.size(2), i.stride[0], i.dilation[0], mode == "SAME_UPPER");
        const auto x = same_pads(i.input_size[1], i.weight.size(3), i.stride[1], i.dilation[1], mode == "SAME_UPPER");
        return {y[0], x[0], y[1], x[1]};
    }
    const std::vector<std::int64_t> pads = node.attributes.integers("pads");
    if (pads.size() == 2) return {0, pads[0], 0, pads[1]};
    return pads.size() == 4 ? std::array{pads[0], pads[1], pads[2], pads[3]} : std::array<std::int64_t, 4>{0, 0, 0, 0};
}

at::Tensor canonical(const at::Tensor& weight, Layout layout, std::int64_t groups) {
    const at::Tensor with_rows = weight.dim() == 3 ? weight.unsqueeze(2) : weight;
    if (layout == Layout::transposed) return weight.t();
    if (layout != Layout::transposed_convolution) return with_rows;
    const auto s = with_rows.sizes();
    return with_rows.reshape({groups, s[0] / groups, s[1], s[2], s[3]})
        .transpose(1, 2)
        .reshape({groups * s[1], s[0] / groups, s[2], s[3]});
}

/// Convolutions of one and two dimensions.
std::optional<ActingWeight> convolution(const Element& element, const at::Tensor& weight, const Shapes& shapes) {
    const Node& node = *element.node;
    if (weight.dim() != 3 && weight.dim() != 4) return std::nullopt;
    const bool transposed = node.op == "ConvTranspose";
    ActingWeight acting;
    Interaction& i = acting.interaction;
    i.kind = transposed ? Interaction::Kind::transposed_convolution : Interaction::Kind::convolution;
    i.groups = std::max<std::int64_t>(node.attributes.integer("group", 1), 1);
    if (weight.size(0) % i.groups != 0 || weight.numel() == 0) return std::nullopt;
    acting.stored.layout = transposed          ? Layout::transposed_convolution
                           : weight.dim() == 3 ? Layout::one_dimensional
                                               : Layout::canonical;
    i.weight = canonical(weight, acting.stored.layout, i.groups);
    i.stride = pair_of(node.attributes.integers("strides")),
    i.dilation = pair_of(node.attributes.integers("dilations"));
    const auto& input = shapes.one[element.inputs[0]];
    if (input && input->size() == 4) i.input_size = {(*input)[2], (*input)[3]};
    if (input && input->size() == 3) i.input_size = {1, (*input)[2]};
    i.pads = pads_of(node, i);
    return acting;
}

ActingWeight linear(const at::Tensor& weight, bool is_transposed, Interaction::Kind kind) {
    ActingWeight acting;
    acting.interaction.kind = kind;
    acting.stored.layout = is_transposed ? Layout::transposed : Layout::canonical;
    acting.interaction.weight = canonical(weight, acting.stored.layout, 1);
    return acting;
}

/// The input of an element that is a constant floating-point tensor while `other` is computed; -1 if there is none.
int weight_input(const Element& element, const Tensors& constants, std::size_t index, std::size_t other) {
    if (element.inputs.size() <= std::max(index, other) || element.inputs[index] < 0 || element.inputs[other] < 0)
        return -1;
    const at::Tensor& weight = constants[element.inputs[index]];
    const bool constant =
        weight.defined() && (weight.is_floating_point() || at::isIntegralType(weight.scalar_type(), false));
    return constant && !constants[element.inputs[other]].defined() ? element.inputs[index] : -1;
}

std::int64_t product(const Sizes& sizes) {
    return std::accumulate(sizes.begin(), sizes.end(), std::int64_t{1}, std::multiplies<>());
}

}  // namespace

std::optional<ActingWeight> acting_weight(const Circuit& circuit, const Element& element, const Tensors& constants,
                                          const Shapes& shapes) {
    const Node& node = *element.node;
    if (!node.domain.empty()) return std::nullopt;
    const bool looks_up = node.op == "Gather";
    int value = weight_input(element, constants, looks_up ? 0 : 1, looks_up ? 1 : 0);
    const bool from_left = value < 0 && node.op == "MatMul" && (value = weight_input(element, constants, 0, 1)) >= 0;
    if (value < 0 || !constants[value].is_floating_point()) return std::nullopt;
    const at::Tensor weight = constants[value].detach();

    std::optional<ActingWeight> acting;
    if (node.op == "Conv" || node.op == "ConvTranspose") acting = convolution(element, weight, shapes);
    else if (weight.dim() != 2 || weight.size(0) < 2 || weight.size(1) < 2) return std::nullopt;
    else if (node.op == "Gemm")
        acting = linear(weight, node.attributes.integer("transB", 0) == 0, Interaction::Kind::linear);
    else if (node.op == "MatMul") acting = linear(weight, !from_left, Interaction::Kind::linear);
    else if (looks_up && node.attributes.integer("axis", 0) == 0)
        acting = linear(weight, true, Interaction::Kind::embedding);
    if (!acting) return std::nullopt;
    acting->stored.value = value, acting->stored.root = root_of(circuit, value);
    acting->interaction.name = circuit.names[acting->stored.root];
    return acting;
}

at::Tensor stored_layout(const at::Tensor& weight, const StoredWeight& stored, std::int64_t groups) {
    switch (stored.layout) {
        case Layout::transposed:
            return weight.t().contiguous();
        case Layout::one_dimensional:
            return weight.squeeze(2).contiguous();
        case Layout::transposed_convolution: {
            const auto s = weight.sizes();
            return weight.reshape({groups, s[0] / groups, s[1], s[2], s[3]})
                .transpose(1, 2)
                .reshape({groups * s[1], s[0] / groups, s[2], s[3]})
                .contiguous();
        }
        default:
            return weight.contiguous();
    }
}

std::int64_t multiply_adds(const Element& element, const Shapes& shapes) {
    const auto size_of = [&](const std::vector<int>& values, std::size_t i) -> const Sizes* {
        return i < values.size() && values[i] >= 0 && shapes.one[values[i]] ? &*shapes.one[values[i]] : nullptr;
    };
    const Sizes *in = size_of(element.inputs, 0), *weight = size_of(element.inputs, 1),
                *out = size_of(element.outputs, 0);
    if (!in || !weight || !out || in->empty() || weight->size() < 2) return 0;
    const std::string& op = element.node->op;
    const std::int64_t kernel = (*weight)[0] == 0 ? 0 : product(*weight) / (*weight)[0];
    if (op == "Conv") return product(*out) * kernel;
    if (op == "ConvTranspose") return product(*in) * kernel;
    if (op == "MatMul") return product(*out) * in->back();
    if (op == "Gemm") return product(*out) * (element.node->attributes.integer("transA", 0) ? in->front() : in->back());
    return 0;
}

}  // namespace blackbody

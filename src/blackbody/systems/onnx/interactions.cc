#include "blackbody/systems/onnx/interactions.h"

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

/// Convolutions of one, two and three dimensions; those of three are measured as matrices.
std::optional<ActingWeight> convolution(const Element& element, const at::Tensor& weight, const Shapes& shapes) {
    const Node& node = *element.node;
    if (weight.dim() < 3 || weight.dim() > 5 || weight.numel() == 0) return std::nullopt;
    const bool transposed = element.traits().weight == WeightRule::transposed_kernel;
    ActingWeight acting;
    Interaction& i = acting.interaction;
    i.groups = std::max<std::int64_t>(node.attributes.integer("group", 1), 1);
    if (weight.size(0) % i.groups != 0) return std::nullopt;
    acting.stored.layout = transposed ? Layout::transposed_kernel : Layout::kernel;
    acting.stored.shape = weight.sizes().vec();
    i.weight = canonical_layout(weight, acting.stored, i.groups);
    if (weight.dim() == 5) return acting;

    i.kind = transposed ? Interaction::Kind::transposed_convolution : Interaction::Kind::convolution;
    i.stride = pair_of(node.attributes.integers("strides")),
    i.dilation = pair_of(node.attributes.integers("dilations"));
    const auto& input = shapes.one[element.inputs[0]];
    if (input && input->size() == 4) i.input_size = {(*input)[2], (*input)[3]};
    if (input && input->size() == 3) i.input_size = {1, (*input)[2]};
    i.pads = pads_of(node, i);
    return acting;
}

/// A matrix, or a stack of them [E, ., .]; nothing where one has a single row or column.
std::optional<ActingWeight> linear(const at::Tensor& weight, bool is_transposed, Interaction::Kind kind) {
    if (weight.dim() < 2 || weight.size(-1) < 2 || weight.size(-2) < 2 || weight.numel() == 0) return std::nullopt;
    ActingWeight acting;
    acting.interaction.kind = kind;
    acting.interaction.groups = weight.numel() / (weight.size(-1) * weight.size(-2));
    acting.stored.layout = is_transposed ? Layout::transposed_matrix : Layout::matrix;
    acting.stored.shape = weight.sizes().vec();
    acting.interaction.weight = canonical_layout(weight, acting.stored, acting.interaction.groups);
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
    const WeightRule rule = element.traits().weight;
    if (rule == WeightRule::none) return std::nullopt;
    const bool looks_up = rule == WeightRule::rows;
    int value = weight_input(element, constants, looks_up ? 0 : 1, looks_up ? 1 : 0);
    const bool from_left =
        value < 0 && rule == WeightRule::factor && (value = weight_input(element, constants, 0, 1)) >= 0;
    if (value < 0 || !constants[value].is_floating_point()) return std::nullopt;
    const at::Tensor weight = constants[value].detach();

    std::optional<ActingWeight> acting;
    if (rule == WeightRule::kernel || rule == WeightRule::transposed_kernel)
        acting = convolution(element, weight, shapes);
    else if (rule == WeightRule::matrix && weight.dim() == 2)
        acting = linear(weight, node.attributes.integer("transB", 0) == 0, Interaction::Kind::linear);
    else if (rule == WeightRule::factor) acting = linear(weight, !from_left, Interaction::Kind::linear);
    else if (looks_up && weight.dim() == 2 && node.attributes.integer("axis", 0) == 0)
        acting = linear(weight, true, Interaction::Kind::embedding);
    if (!acting) return std::nullopt;
    acting->stored.value = value, acting->stored.root = root_of(circuit, value);
    acting->interaction.name = circuit.names[acting->stored.root];
    return acting;
}

namespace {

/// [g A, B, R] -> [g B, A, R]: the first two axes change places within each group. Undone by doing it again.
at::Tensor exchanged(const at::Tensor& weight, std::int64_t groups) {
    const std::int64_t a = weight.size(0) / groups, b = weight.size(1), rest = weight.size(2);
    return weight.reshape({groups, a, b, rest}).transpose(1, 2).reshape({groups * b, a, rest});
}

bool is_kernel(Layout layout) { return layout == Layout::kernel || layout == Layout::transposed_kernel; }

}  // namespace

at::Tensor stored_layout(const at::Tensor& weight, const StoredWeight& stored, std::int64_t groups) {
    at::Tensor back = weight;
    if (stored.layout == Layout::transposed_matrix) back = weight.reshape({groups, -1, weight.size(1)}).transpose(1, 2);
    if (stored.layout == Layout::transposed_kernel)
        back = exchanged(weight.reshape({weight.size(0), stored.shape[0] / groups, -1}), groups);
    return back.reshape(stored.shape).contiguous();
}

at::Tensor canonical_layout(const at::Tensor& constant, const StoredWeight& stored, std::int64_t groups) {
    const Sizes& s = stored.shape;
    if (stored.layout == Layout::transposed_matrix) {
        if (s.size() == 2) return constant.t();
        return constant.reshape({groups, -1, s.back()}).transpose(1, 2).reshape({groups * s.back(), -1});
    }
    if (!is_kernel(stored.layout)) return s.size() == 2 ? constant : constant.reshape({-1, s.back()});
    const bool turned = stored.layout == Layout::transposed_kernel;
    const at::Tensor w = turned ? exchanged(constant.flatten(2), groups) : constant;
    if (s.size() == 5) return w.reshape({w.size(0), -1});
    if (s.size() == 4 && !turned) return constant;
    return w.reshape({w.size(0), w.size(1), s.size() == 4 ? s[2] : 1, s.back()});
}

std::int64_t multiply_adds(const Element& element, const Shapes& shapes) {
    const auto size_of = [&](const std::vector<int>& values, std::size_t i) -> const Sizes* {
        return i < values.size() && values[i] >= 0 && shapes.one[values[i]] ? &*shapes.one[values[i]] : nullptr;
    };
    const Sizes *in = size_of(element.inputs, 0), *weight = size_of(element.inputs, 1),
                *out = size_of(element.outputs, 0);
    if (!in || !weight || !out || in->empty() || weight->size() < 2) return 0;
    const std::int64_t kernel = (*weight)[0] == 0 ? 0 : product(*weight) / (*weight)[0];
    switch (element.traits().weight) {
        case WeightRule::kernel:
            return product(*out) * kernel;
        case WeightRule::transposed_kernel:
            return product(*in) * kernel;
        case WeightRule::factor:
            return product(*out) * in->back();
        case WeightRule::matrix:
            return product(*out) * (element.node->attributes.integer("transA", 0) ? in->front() : in->back());
        default:
            return 0;
    }
}

}  // namespace blackbody

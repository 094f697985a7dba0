#include <ATen/ops/split_with_sizes.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Sizes as given, or equal parts, one an output; with `num_outputs` (since opset 18) the last one may be smaller.
std::vector<std::int64_t> sizes_of(const Call& call, std::int64_t length) {
    if (const auto given = list_of(call, "split", 1)) return *given;
    const std::int64_t parts =
        call.attributes().integer("num_outputs", static_cast<std::int64_t>(call.node.outputs.size()));
    if (parts < 1 || parts > std::max<std::int64_t>(length, 1))
        refuse(call, "1 to " + std::to_string(length) + " parts", std::to_string(parts));
    const std::int64_t each = (length + parts - 1) / parts, last = length - each * (parts - 1);
    if (last < 0 || (last != each && !call.attributes().has("num_outputs")))
        refuse(call, "a length that " + std::to_string(parts) + " parts share", std::to_string(length));
    std::vector<std::int64_t> sizes(parts, each);
    sizes.back() = last;
    return sizes;
}

Tensors split(const Call& call) {
    const at::Tensor x = required(call, 0);
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", 0), x.dim());
    return at::split_with_sizes(x, sizes_of(call, x.size(axis)), axis);
}

const Operator record{{.name = "Split",
                       .versions = "1-28",
                       .shapes = "X [any], split [K] -> K outputs [parts of axis]",
                       .aten = "at::split_with_sizes"},
                      split,
                      {.role = OperatorRole::cutting,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0b10,
                       .batching = {.rule = BatchRule::along_axis, .axis = 0},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::monotone},
                       .folding = Folding::always,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

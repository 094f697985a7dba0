#include <ATen/ops/cat.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

Tensors concat(const Call& call) {
    std::vector<at::Tensor> parts;
    for (std::size_t i = 0; i < call.inputs.size(); ++i) parts.push_back(required(call, i));
    const std::int64_t rank = required(call, 0).dim();
    return {at::cat(parts, axis_in(call, call.attributes().integer("axis", 1), rank))};
}

const Operator record{{.name = "Concat",
                       .versions = "1-28",
                       .shapes = "X_k [alike but for axis] -> Y [sum along axis]",
                       .aten = "at::cat"},
                      concat,
                      {.role = OperatorRole::moving,
                       .formula = Formula::joined,
                       .weight = WeightRule::none,
                       .host_inputs = 0,
                       .batching = {.rule = BatchRule::along_axis, .axis = 0},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::monotone},
                       .folding = Folding::always,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

/// The same elements under another shape.
#include <ATen/ExpandUtils.h>
#include <ATen/ops/reshape.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// 0 copies the input's dimension (unless allowzero), -1 takes what is left.
Tensors reshape(const Call& call) {
    const at::Tensor x = required(call, 0);
    auto shape = list_of(call, "shape", 1);
    if (!shape) refuse(call, "a shape", "none");
    const bool allow_zero = call.attributes().integer("allowzero", 0) != 0;
    for (std::size_t i = 0; i < shape->size() && !allow_zero; ++i)
        if ((*shape)[i] == 0) (*shape)[i] = x.size(axis_in(call, static_cast<std::int64_t>(i), x.dim()));
    return {at::reshape(x, *shape)};
}

/// [axes before, axes from `axis` on].
Tensors flatten(const Call& call) {
    const at::Tensor x = required(call, 0);
    std::int64_t axis = call.attributes().integer("axis", 1);
    if (axis != x.dim()) axis = axis_in(call, axis, x.dim());
    return {at::reshape(
        x, {c10::multiply_integers(x.sizes().slice(0, axis)), c10::multiply_integers(x.sizes().slice(axis))})};
}

Tensors expand(const Call& call) {
    const at::Tensor x = required(call, 0);
    const std::vector<std::int64_t> shape = at::infer_size(x.sizes(), integers_of(required(call, 1)));
    require_room(call, shape);
    return {x.expand(shape)};
}

const Operator table[] = {
    {{.name = "Expand",
      .versions = "8-28",
      .shapes = "X [any], shape [K] -> Y [broadcast]",
      .aten = "at::Tensor::expand"},
     expand,
     {.role = OperatorRole::moving,
      .formula = Formula::repeated,
      .weight = WeightRule::none,
      .host_inputs = 0b10,
      .batching = {BatchRule::first_input},
      .axes = AxisRule::kept,
      .bounds = {BoundRule::monotone},
      .folding = Folding::if_small,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
    {{.name = "Flatten",
      .versions = "1-28",
      .shapes = "X [any] -> Y [before axis, from axis on]",
      .aten = "at::reshape"},
     flatten,
     {.role = OperatorRole::renaming,
      .formula = Formula::other,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {BatchRule::rows},
      .axes = AxisRule::reshaped,
      .bounds = {BoundRule::monotone},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
    {{.name = "Reshape", .versions = "1-28", .shapes = "X [any], shape [K] -> Y [shape]", .aten = "at::reshape"},
     reshape,
     {.role = OperatorRole::renaming,
      .formula = Formula::reshaped,
      .weight = WeightRule::none,
      .host_inputs = 0b10,
      .batching = {BatchRule::rows},
      .axes = AxisRule::reshaped,
      .bounds = {BoundRule::monotone},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

/// Axes of size 1, taken away and put in: `axes` is an attribute at first, an input since opset 13.
#include <algorithm>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Without axes every axis of size 1 goes.
Tensors squeeze(const Call& call) {
    const at::Tensor x = required(call, 0);
    const auto axes = list_of(call, "axes", 1);
    if (!axes) return {x.squeeze()};
    const std::vector<std::int64_t> gone = axes_in(call, *axes, x.dim());
    for (std::int64_t axis : gone)
        if (x.size(axis) != 1) refuse(call, "axes of size 1", "size " + std::to_string(x.size(axis)));
    return {x.squeeze(gone)};
}

Tensors unsqueeze(const Call& call) {
    at::Tensor x = required(call, 0);
    const auto axes = list_of(call, "axes", 1);
    if (!axes) refuse(call, "axes", "none");
    std::vector<std::int64_t> added = axes_in(call, *axes, x.dim() + static_cast<std::int64_t>(axes->size()));
    std::sort(added.begin(), added.end());
    for (std::int64_t axis : added) x = x.unsqueeze(axis);
    return {x};
}

const Operator table[] = {
    {{.name = "Squeeze", .versions = "1-28", .shapes = "X [any], axes [K] -> Y [without]", .aten = "at::squeeze"},
     squeeze,
     {.role = OperatorRole::renaming,
      .formula = Formula::other,
      .weight = WeightRule::none,
      .host_inputs = 0b10,
      .batching = {BatchRule::rows},
      .axes = AxisRule::reshaped,
      .bounds = {BoundRule::monotone},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
    {{.name = "Unsqueeze", .versions = "1-28", .shapes = "X [any], axes [K] -> Y [with]", .aten = "at::unsqueeze"},
     unsqueeze,
     {.role = OperatorRole::renaming,
      .formula = Formula::other,
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

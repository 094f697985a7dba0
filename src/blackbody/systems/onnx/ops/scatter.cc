/// A copy of a tensor with elements or slices replaced, or joined to the old ones by a reduction (since opset 16).
#include <ATen/ops/scatter.h>
#include <ATen/ops/scatter_reduce.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// x with updates at `indices` along an axis, by the node's `reduction`.
at::Tensor scattered(const Call& call, const at::Tensor& x, std::int64_t axis, const at::Tensor& indices,
                     const at::Tensor& updates) {
    const std::string reduction = call.attributes().text("reduction", "none");
    if (reduction == "none") return at::scatter(x, axis, indices, updates);
    const char* const names[][2] = {{"add", "sum"}, {"mul", "prod"}, {"max", "amax"}, {"min", "amin"}};
    for (const auto& [onnx, aten] : names)
        if (reduction == onnx) return at::scatter_reduce(x, axis, indices, updates, aten, /*include_self=*/true);
    refuse(call, "reduction none, add, mul, max or min", reduction);
}

Tensors scatter_elements(const Call& call) {
    const at::Tensor x = required(call, 0);
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", 0), x.dim());
    return {scattered(call, x, axis, indices_in(call, required(call, 1), x.size(axis)), required(call, 2))};
}

/// The last axis of `indices` addresses the first axes of X; `updates` has a slice of the others for each.
Tensors scatter_nd(const Call& call) {
    const at::Tensor x = required(call, 0), indices = required(call, 1), updates = required(call, 2);
    const std::int64_t depth = indices.dim() > 0 ? indices.size(-1) : 0;
    if (depth < 1 || depth > x.dim())
        refuse(call, "indices [..., K] with at most as many entries as X has axes", std::to_string(depth));

    // Number the addressed slices of x seen as [slices, elements of a slice].
    const at::Tensor number = numbered(call, indices.reshape({-1, depth}), x.sizes().slice(0, depth));
    const std::int64_t slices = c10::multiply_integers(x.sizes().slice(0, depth));
    const std::int64_t length = c10::multiply_integers(x.sizes().slice(depth));
    const at::Tensor rows = number.unsqueeze(1).expand({number.size(0), length});
    const at::Tensor y =
        scattered(call, x.reshape({slices, length}), 0, rows, updates.reshape({number.size(0), length}));
    return {y.reshape(x.sizes())};
}

const Operator table[] = {
    {{.name = "ScatterElements",
      .versions = "11-28",
      .shapes = "X [any], indices, updates [same rank] -> Y [as X]",
      .aten = "at::scatter, at::scatter_reduce"},
     scatter_elements,
     {.role = OperatorRole::moving,
      .formula = Formula::other,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {BatchRule::may_mix},
      .axes = AxisRule::kept,
      .bounds = {BoundRule::unknown},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
    {{.name = "ScatterND",
      .versions = "11-28",
      .shapes = "X [any], indices [..., K], updates [..., axes of X after K] -> Y [as X]",
      .aten = "at::scatter, at::scatter_reduce"},
     scatter_nd,
     {.role = OperatorRole::moving,
      .formula = Formula::other,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {BatchRule::may_mix},
      .axes = AxisRule::kept,
      .bounds = {BoundRule::unknown},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

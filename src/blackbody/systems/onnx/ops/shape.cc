/// What a tensor's shape says, as int64 on the CPU.
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Dimensions start .. end - 1 (since opset 15), counted from the end where negative, cut off at the rank.
Tensors shape(const Call& call) {
    const at::Tensor x = required(call, 0);
    const std::int64_t rank = x.dim();
    const auto clamped = [&](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + rank : i, 0, rank); };
    const std::int64_t start = clamped(call.attributes().integer("start", 0));
    const std::int64_t end = clamped(call.attributes().integer("end", rank));
    return {at::tensor(x.sizes().slice(start, std::max<std::int64_t>(end - start, 0)), at::kLong)};
}

Tensors size(const Call& call) { return {at::scalar_tensor(required(call, 0).numel(), at::kLong)}; }

const Operator table[] = {
    {{.name = "Shape", .versions = "1-28", .shapes = "X [any] -> int64 [rank]", .aten = "at::Tensor::sizes"},
     shape,
     {.role = OperatorRole::moving,
      .formula = Formula::shape,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {BatchRule::of_shape},
      .axes = AxisRule::kept,
      .bounds = {BoundRule::monotone},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
    {{.name = "Size", .versions = "1-28", .shapes = "X [any] -> int64 []", .aten = "at::Tensor::numel"},
     size,
     {.role = OperatorRole::other,
      .formula = Formula::size,
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

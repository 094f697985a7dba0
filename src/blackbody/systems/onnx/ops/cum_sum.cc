#include <ATen/ops/cumsum.h>
#include <ATen/ops/flip.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Running sums along an axis; exclusive leaves out the element itself, reverse starts from the end.
Tensors cum_sum(const Call& call) {
    const at::Tensor x = required(call, 0), wide = widen(call, x);
    const std::vector<std::int64_t> axes = integers_of(required(call, 1));
    if (axes.size() != 1) refuse(call, "one axis", std::to_string(axes.size()));
    const std::int64_t axis = axis_in(call, axes.front(), x.dim());
    const bool reverse = call.attributes().integer("reverse", 0) != 0;

    const at::Tensor forward = reverse ? at::flip(wide, axis) : wide;
    at::Tensor y = at::cumsum(forward, axis, wide.scalar_type());
    if (call.attributes().integer("exclusive", 0) != 0) y = y - forward;
    return {narrow(reverse ? at::flip(y, axis) : y, x.scalar_type())};
}

const Operator record{
    {.name = "CumSum", .versions = "11-28", .shapes = "X [any], axis [] -> Y [same]", .aten = "at::cumsum"},
    cum_sum,
    {.role = OperatorRole::other,
     .formula = Formula::other,
     .weight = WeightRule::none,
     .host_inputs = 0b10,
     .batching = {BatchRule::may_mix},
     .axes = AxisRule::kept,
     .bounds = {BoundRule::unknown},
     .folding = Folding::always,
     .storage = Storage::shared,
     .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

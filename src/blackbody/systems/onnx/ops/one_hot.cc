#include <ATen/ops/arange.h>
#include <ATen/ops/where.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// A new axis of size depth: values[1] where it equals the index, else values[0]. An index outside
/// [-depth, depth - 1] leaves its row off throughout.
Tensors one_hot(const Call& call) {
    const at::Tensor indices = required(call, 0), values = required(call, 2).reshape(-1);
    const std::int64_t depth = required(call, 1).item<std::int64_t>();
    require_sane(call, depth);
    if (values.numel() != 2) refuse(call, "two values, off and on", std::to_string(values.numel()));
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", -1), indices.dim() + 1);

    std::vector<std::int64_t> whole = indices.sizes().vec();
    whole.insert(whole.begin() + axis, depth);
    require_room(call, whole);
    std::vector<std::int64_t> shape(indices.dim() + 1, 1);
    shape[axis] = depth;
    const at::Tensor places = at::arange(depth, indices.options().dtype(at::kLong)).reshape(shape);
    return {at::where(wrapped(indices, depth).unsqueeze(axis) == places, values[1], values[0])};
}

const Operator record{{.name = "OneHot",
                       .versions = "9-28",
                       .shapes = "indices [any], depth [], values [2] -> Y [with a new axis of size depth]",
                       .aten = "at::arange, at::where"},
                      one_hot,
                      {.role = OperatorRole::other,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0b110,
                       .batching = {BatchRule::may_mix},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::unknown},
                       .folding = Folding::if_small,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

#include <ATen/ops/full.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

Tensors constant_of_shape(const Call& call) {
    const std::vector<std::int64_t> shape = integers_of(required(call, 0));
    require_room(call, shape);
    const at::Tensor value = call.attributes().tensor("value");
    if (!value.defined()) return {at::full({}, 0, at::kFloat).expand(shape)};
    if (value.numel() != 1) refuse(call, "a value of one element", std::to_string(value.numel()));
    return {value.reshape({}).expand(shape)};
}

const Operator record{{.name = "ConstantOfShape",
                       .versions = "9-28",
                       .shapes = "shape [K] -> Y [shape]",
                       .aten = "at::full, at::Tensor::expand"},
                      constant_of_shape,
                      {.role = OperatorRole::other,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0b1,
                       .batching = {BatchRule::may_mix},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::unknown},
                       .folding = Folding::if_small,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

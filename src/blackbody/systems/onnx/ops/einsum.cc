#include <ATen/ops/einsum.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

Tensors einsum(const Call& call) {
    std::vector<at::Tensor> operands;
    for (std::size_t i = 0; i < call.inputs.size(); ++i) operands.push_back(required(call, i));
    return {at::einsum(call.attributes().text("equation", ""), operands)};
}

const Operator record{
    {.name = "Einsum", .versions = "12-28", .shapes = "as the equation says: \"bij,bjk->bik\"", .aten = "at::einsum"},
    einsum,
    {.role = OperatorRole::other,
     .formula = Formula::other,
     .weight = WeightRule::none,
     .host_inputs = 0,
     .batching = {BatchRule::may_mix},
     .axes = AxisRule::kept,
     .bounds = {BoundRule::unknown},
     .folding = Folding::always,
     .storage = Storage::shared,
     .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

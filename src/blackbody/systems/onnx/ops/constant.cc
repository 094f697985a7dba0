#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

Tensors constant(const Call& call) {
    const Attributes& settings = call.attributes();
    if (settings.has("value")) return {settings.tensor("value")};
    if (settings.has("value_float")) return {at::scalar_tensor(settings.number("value_float", 0), at::kFloat)};
    if (settings.has("value_floats")) return {at::tensor(settings.numbers("value_floats"), at::kFloat)};
    if (settings.has("value_int")) return {at::scalar_tensor(settings.integer("value_int", 0), at::kLong)};
    if (settings.has("value_ints")) return {at::tensor(settings.integers("value_ints"), at::kLong)};
    refuse(call, "value, value_float(s) or value_int(s)",
           settings.all().empty() ? "no value" : settings.all().begin()->first);
}

const Operator record{
    {.name = "Constant", .versions = "1-28", .shapes = "-> the attribute's value", .aten = "the tensor itself"},
    constant,
    {.role = OperatorRole::other,
     .formula = Formula::constant,
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

#include <ATen/ops/pow.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// The result has the base's type. An integer base with a real exponent goes through double.
Tensors power(const Call& call) {
    const at::Tensor base = required(call, 0), exponent = widen(call, aligned(call, base, required(call, 1)));
    at::Tensor x = widen(call, base);
    if (is_integral(x) && !is_integral(exponent)) x = x.to(at::kDouble);
    return {narrow(at::pow(x, exponent), base.scalar_type())};
}

const Operator record{
    {.name = "Pow", .versions = "1-28", .shapes = "X, Y [broadcast] -> Z [broadcast], type of X", .aten = "at::pow"},
    power,
    {.role = OperatorRole::other,
     .formula = Formula::power,
     .weight = WeightRule::none,
     .host_inputs = 0,
     .batching = {BatchRule::elementwise},
     .axes = AxisRule::kept,
     .bounds = {BoundRule::unknown},
     .folding = Folding::always,
     .storage = Storage::shared,
     .pointwise = Pointwise::yes}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

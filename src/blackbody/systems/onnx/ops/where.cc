#include <ATen/ops/where.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

Tensors where(const Call& call) { return {at::where(required(call, 0), required(call, 1), required(call, 2))}; }

const Operator record{{.name = "Where",
                       .versions = "9-28",
                       .shapes = "condition bool, X, Y [broadcast] -> Z [broadcast]",
                       .aten = "at::where"},
                      where,
                      {.role = OperatorRole::moving,
                       .formula = Formula::choice,
                       .weight = WeightRule::none,
                       .host_inputs = 0,
                       .batching = {BatchRule::elementwise},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::unknown},
                       .folding = Folding::always,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

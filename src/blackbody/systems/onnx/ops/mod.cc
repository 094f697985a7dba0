#include <ATen/ops/fmod.h>
#include <ATen/ops/remainder.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// The remainder has the sign of B (fmod = 0: A - floor(A/B) B) or of A (fmod = 1: A - trunc(A/B) B).
Tensors mod(const Call& call) {
    const at::Tensor a = required(call, 0), x = widen(call, a), y = widen(call, required(call, 1));
    const bool sign_of_a = call.attributes().integer("fmod", 0) != 0;
    return {narrow(sign_of_a ? at::fmod(x, y) : at::remainder(x, y), a.scalar_type())};
}

const Operator record{{.name = "Mod",
                       .versions = "10-28",
                       .shapes = "A, B [broadcast] -> C [broadcast]",
                       .aten = "at::remainder, at::fmod"},
                      mod,
                      {.role = OperatorRole::other,
                       .formula = Formula::other,
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

#include <ATen/ops/argmax.h>
#include <ATen/ops/flip.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// The first of equal maxima, or with `select_last_index` the last.
Tensors arg_max(const Call& call) {
    const at::Tensor x = widen(call, required(call, 0));
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", 0), x.dim());
    const bool keep = call.attributes().integer("keepdims", 1) != 0;
    if (call.attributes().integer("select_last_index", 0) == 0) return {at::argmax(x, axis, keep)};
    return {x.size(axis) - 1 - at::argmax(at::flip(x, axis), axis, keep)};
}

const Operator record{{.name = "ArgMax",
                       .versions = "1-28",
                       .shapes = "X [any] -> indices int64 [axis of size 1, or gone]",
                       .aten = "at::argmax"},
                      arg_max,
                      {.role = OperatorRole::other,
                       .formula = Formula::largest,
                       .weight = WeightRule::none,
                       .host_inputs = 0,
                       .batching = {.rule = BatchRule::along_axis, .axis = 0},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::unknown},
                       .folding = Folding::always,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

#include <ATen/ops/tril.h>
#include <ATen/ops/triu.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// The upper (or lower) triangle of each matrix, k diagonals above the main one; zeros elsewhere.
Tensors trilu(const Call& call) {
    const at::Tensor x = required(call, 0), offset = call.input(1);
    const std::int64_t k = offset.defined() ? offset.item<std::int64_t>() : 0;
    return {call.attributes().integer("upper", 1) != 0 ? at::triu(x, k) : at::tril(x, k)};
}

const Operator record{
    {.name = "Trilu", .versions = "14-28", .shapes = "X [..., M, N], k [] -> Y [same]", .aten = "at::triu, at::tril"},
    trilu,
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

#include <ATen/ops/sort.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// The K largest (or smallest) along an axis, in order; of equal values the one with the lower index first, which is
/// why a stable sort stands here and not at::topk.
Tensors top_k(const Call& call) {
    const at::Tensor x = required(call, 0), wide = widen(call, x);
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", -1), x.dim());
    const bool given = call.attributes().has("k") || (call.input(1).defined() && call.input(1).numel() == 1);
    const std::int64_t k = !given                       ? -1
                           : call.attributes().has("k") ? call.attributes().integer("k", 0)
                                                        : integers_of(call.input(1)).front();
    if (k < 0 || k > x.size(axis))
        refuse(call, "a K of at most " + std::to_string(x.size(axis)), given ? std::to_string(k) : "none");
    const bool largest = call.attributes().integer("largest", 1) != 0;
    const auto [values, indices] = at::sort(wide, /*stable=*/true, axis, /*descending=*/largest);
    return {narrow(values.narrow(axis, 0, k), x.scalar_type()), indices.narrow(axis, 0, k)};
}

const Operator record{{.name = "TopK",
                       .versions = "1-28",
                       .shapes = "X [any], K [1] -> values, indices int64 [axis of size K]",
                       .aten = "at::sort"},
                      top_k,
                      {.role = OperatorRole::cutting,
                       .formula = Formula::largest,
                       .weight = WeightRule::none,
                       .host_inputs = 0b10,
                       .batching = {.rule = BatchRule::along_axis, .axis = -1},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::unknown},
                       .folding = Folding::always,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

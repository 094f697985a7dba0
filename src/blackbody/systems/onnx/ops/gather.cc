/// Elements and slices by index. Negative indices count from the end; those that lie outside are refused by name.
#include <ATen/ops/arange.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>

#include "blackbody/systems/onnx/ops/support.h"
#include "blackbody/systems/onnx/sample_axis.h"

namespace blackbody::ops {
namespace {

/// Slices of one axis: X [..., axis, ...], indices [K, ...] -> [..., K, ..., ...].
Tensors gather(const Call& call) {
    const at::Tensor x = required(call, 0), indices = required(call, 1);
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", 0), x.dim());
    const at::Tensor picked = at::index_select(x, axis, indices_in(call, indices, x.size(axis)).reshape(-1));
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.erase(shape.begin() + axis);
    shape.insert(shape.begin() + axis, indices.sizes().begin(), indices.sizes().end());
    return {picked.reshape(shape)};
}

Tensors gather_elements(const Call& call) {
    const at::Tensor x = required(call, 0);
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", 0), x.dim());
    return {at::gather(x, axis, indices_in(call, required(call, 1), x.size(axis)))};
}

/// The last axis of `indices` addresses the axes of X that follow the batch axes.
Tensors gather_nd(const Call& call) {
    const at::Tensor x = required(call, 0), indices = required(call, 1);
    const std::int64_t batch = call.attributes().integer("batch_dims", 0),
                       depth = indices.dim() > 0 ? indices.size(-1) : 0;
    if (batch < 0 || depth < 1 || batch + depth > x.dim() || batch >= indices.dim())
        refuse(call, "indices [..., K] with at most as many entries as X has axes", std::to_string(depth));
    const std::int64_t batches = c10::multiply_integers(x.sizes().slice(0, batch));

    // Number the addressed elements within a batch, then pick slices [batch * number, rest].
    const at::Tensor number = numbered(call, indices.reshape({batches, -1, depth}), x.sizes().slice(batch, depth));
    std::vector<std::int64_t> rest = x.sizes().slice(batch + depth).vec(), parts = rest, shape = indices.sizes().vec();
    parts.insert(parts.begin(), {batches, c10::multiply_integers(x.sizes().slice(batch, depth))});
    shape.pop_back();
    shape.insert(shape.end(), rest.begin(), rest.end());
    const at::Tensor of_batch = at::arange(batches, number.options()).unsqueeze(1);
    return {x.reshape(parts).flatten(0, 1).index_select(0, (of_batch * parts[1] + number).reshape(-1)).reshape(shape)};
}

/// The same slices of every sample, or the slices of a table that each sample names.
bool keeps_samples_apart(const SampleAxis& samples) {
    const std::int64_t axis = samples.setting("axis", 0);
    return samples.enters(0) ? !samples.enters(1) && samples.is_other(axis) : axis == 0;
}

const Operator table[] = {
    {{.name = "Gather",
      .versions = "1-28",
      .shapes = "X [..., axis, ...], indices [K] -> Y [..., K, ...]",
      .aten = "at::index_select"},
     gather,
     {.role = OperatorRole::cutting,
      .formula = Formula::other,
      .weight = WeightRule::rows,
      .host_inputs = 0,
      .batching = {.rule = BatchRule::judged, .judge = keeps_samples_apart},
      .axes = AxisRule::looked_up,
      .bounds = {BoundRule::monotone},
      .folding = Folding::if_small,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
    {{.name = "GatherElements",
      .versions = "11-28",
      .shapes = "X [any], indices [same rank] -> Y [as indices]",
      .aten = "at::gather"},
     gather_elements,
     {.role = OperatorRole::cutting,
      .formula = Formula::other,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {BatchRule::may_mix},
      .axes = AxisRule::kept,
      .bounds = {BoundRule::unknown},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
    {{.name = "GatherND",
      .versions = "11-28",
      .shapes = "X [any], indices [..., K] -> Y [..., axes of X after K]",
      .aten = "at::index_select"},
     gather_nd,
     {.role = OperatorRole::cutting,
      .formula = Formula::other,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {BatchRule::may_mix},
      .axes = AxisRule::kept,
      .bounds = {BoundRule::unknown},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

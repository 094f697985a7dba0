/// Pooling over all of the image: X [N, C, ...] -> Y [N, C, 1, ...].
#include <ATen/ops/amax.h>
#include <ATen/ops/mean.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

at::Tensor mean(const at::Tensor& x, at::IntArrayRef axes) { return at::mean(x, axes, /*keepdim=*/true); }
at::Tensor maximum(const at::Tensor& x, at::IntArrayRef axes) { return at::amax(x, axes, /*keepdim=*/true); }

template <at::Tensor (*f)(const at::Tensor&, at::IntArrayRef)>
Tensors pooled(const Call& call) {
    const at::Tensor x = required(call, 0);
    if (x.dim() < 3) refuse(call, "an input [N, C, ...]", "rank " + std::to_string(x.dim()));
    const std::vector<std::int64_t> axes = all_axes(x.dim());
    return {f(x, at::IntArrayRef(axes).slice(2))};
}

const char shapes[] = "X [N, C, ...] -> Y [N, C, 1, ...]";
const Operator table[] = {
    {{.name = "GlobalAveragePool", .versions = "1-28", .shapes = shapes, .aten = "at::mean"},
     pooled<mean>,
     {.role = OperatorRole::pooling,
      .formula = Formula::mean_in_window,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {BatchRule::first_input},
      .axes = AxisRule::image,
      .bounds = {BoundRule::monotone},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
    {{.name = "GlobalMaxPool", .versions = "1-28", .shapes = shapes, .aten = "at::amax"},
     pooled<maximum>,
     {.role = OperatorRole::pooling,
      .formula = Formula::other,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {BatchRule::first_input},
      .axes = AxisRule::image,
      .bounds = {BoundRule::monotone},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

#include <ATen/TensorOperators.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/rsqrt.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// x / sqrt(mean(x²) + epsilon) * scale, over the axes from `axis` on; in float32 where X is narrower (stash_type).
Tensors rms_normalization(const Call& call) {
    const at::Tensor x = required(call, 0), scale = required(call, 1);
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", -1), x.dim());
    const bool is_narrow = x.element_size() < 4 && call.attributes().integer("stash_type", 1) == 1;
    const at::Tensor wide = is_narrow ? x.to(at::kFloat) : x;
    const std::vector<std::int64_t> axes = all_axes(x.dim());
    const at::Tensor square = (wide * wide).mean(at::IntArrayRef(axes).slice(axis), /*keepdim=*/true);
    const at::Tensor unit = wide * at::rsqrt(square + call.attributes().number("epsilon", 1e-5));
    return {unit.to(x.scalar_type()) * scale};
}

const Operator record{{.name = "RMSNormalization",
                       .versions = "23-28",
                       .shapes = "X [N, ..., U], scale [U] -> Y [N, ..., U]",
                       .aten = "at::mean, at::rsqrt"},
                      rms_normalization,
                      {.role = OperatorRole::normalisation,
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

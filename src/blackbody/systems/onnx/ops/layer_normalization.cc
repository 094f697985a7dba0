#include <ATen/ops/layer_norm.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/var_mean.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Standardises the axes from `axis` on, in float32 where X is narrower (stash_type), then scales and shifts. Mean and
/// inverse standard deviation are outputs of their own.
Tensors layer_normalization(const Call& call) {
    const at::Tensor x = required(call, 0), scale = required(call, 1), shift = call.input(2);
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", -1), x.dim());
    const double epsilon = call.attributes().number("epsilon", 1e-5);
    const bool is_narrow = x.element_size() < 4 && call.attributes().integer("stash_type", 1) == 1;
    const at::IntArrayRef shape = x.sizes().slice(axis);
    const at::Tensor wide = is_narrow ? x.to(at::kFloat) : x;
    const auto scaled = [&](const at::Tensor& unit) {
        const at::Tensor y = unit.to(x.scalar_type()) * scale;
        return shift.defined() ? y + shift : y;
    };

    // Mean and deviation by hand where they are asked for: ATen's carry no gradient.
    if (call.node.outputs.size() > 1) {
        const std::vector<std::int64_t> axes = all_axes(x.dim());
        const auto [variance, mean] = at::var_mean(wide, at::IntArrayRef(axes).slice(axis), /*unbiased=*/false, true);
        const at::Tensor inverse = at::rsqrt(variance + epsilon);
        return {scaled((wide - mean) * inverse), mean, inverse};
    }

    // Scale and shift in the same call where they have the normalised shape and type.
    const bool fused = !is_narrow && scale.sizes() == shape && (!shift.defined() || shift.sizes() == shape);
    if (fused) return {at::layer_norm(x, shape, scale, shift, epsilon)};
    return {scaled(at::layer_norm(wide, shape, {}, {}, epsilon))};
}

const Operator record{{.name = "LayerNormalization",
                       .versions = "17-28",
                       .shapes = "X [N, ..., U], scale, B [U] -> Y [N, ..., U], mean, 1/deviation [N, ..., 1]",
                       .aten = "at::layer_norm; at::var_mean for the other outputs"},
                      layer_normalization,
                      {.role = OperatorRole::normalisation,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0,
                       .batching = {.rule = BatchRule::along_axis, .axis = -1},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::unknown},
                       .folding = Folding::always,
                       .storage = Storage::own,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

#include <ATen/ops/native_layer_norm.h>

#include "blackbody/systems/network/ops/support.h"

namespace blackbody::ops {
namespace {

/// Standardises the axes from `axis` on, in float32 where X is narrower (stash_type), then scales and shifts. Mean and
/// inverse standard deviation are outputs of their own.
Tensors layer_normalization(const Call& call) {
    const at::Tensor x = required(call, 0), scale = required(call, 1), shift = call.input(2);
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", -1), x.dim());
    const double epsilon = call.attributes().number("epsilon", 1e-5);
    const bool narrow_type = x.element_size() < 4 && call.attributes().integer("stash_type", 1) == 1;
    const at::IntArrayRef shape = x.sizes().slice(axis);

    // Scale and shift in the same call where they have the normalised shape and type.
    const bool fused = !narrow_type && scale.sizes() == shape && (!shift.defined() || shift.sizes() == shape);
    if (fused) {
        auto [y, mean, inverse] = at::native_layer_norm(x, shape, scale, shift, epsilon);
        return {y, mean, inverse};
    }
    auto [unit, mean, inverse] = at::native_layer_norm(narrow_type ? x.to(at::kFloat) : x, shape, {}, {}, epsilon);
    const at::Tensor y = unit.to(x.scalar_type()) * scale;
    return {shift.defined() ? y + shift : y, mean, inverse};
}

const Operator record{{.name = "LayerNormalization",
                       .versions = "17-28",
                       .shapes = "X [N, ..., U], scale, B [U] -> Y [N, ..., U], mean, 1/deviation [N, ..., 1]",
                       .aten = "at::native_layer_norm"},
                      layer_normalization};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

#include <ATen/ops/clamp.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/scalar_tensor.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// A bound in x's type: an attribute before opset 11, a scalar input since; undefined where there is none.
at::Tensor bound(const Call& call, const char* attribute, std::size_t input, const at::Tensor& x) {
    if (call.attributes().has(attribute))
        return at::scalar_tensor(call.attributes().number(attribute, 0), x.scalar_type());
    const at::Tensor tensor = call.input(input);
    return tensor.defined() ? widen(call, tensor).to(x.scalar_type()) : tensor;
}

/// A bound on the host that is no parameter: one number.
bool is_number(const at::Tensor& bound) {
    return !bound.defined() || (bound.is_cpu() && bound.numel() == 1 && !bound.requires_grad());
}

std::optional<at::Scalar> number(const at::Tensor& bound) {
    return bound.defined() ? std::optional(bound.item()) : std::nullopt;
}

/// min(max(x, low), high): where low > high every value is high, as the definition says.
Tensors clip(const Call& call) {
    const at::Tensor x = required(call, 0), wide = widen(call, x);
    const at::Tensor low = bound(call, "min", 1, wide), high = bound(call, "max", 2, wide);
    if (!low.defined() && !high.defined()) return {x};
    if (is_number(low) && is_number(high)) return {narrow(at::clamp(wide, number(low), number(high)), x.scalar_type())};
    const at::Tensor raised = low.defined() ? at::maximum(wide, low.to(wide.device())) : wide;
    return {narrow(high.defined() ? at::minimum(raised, high.to(wide.device())) : raised, x.scalar_type())};
}

const Operator record{{.name = "Clip",
                       .versions = "1-28",
                       .shapes = "X [any], min [], max [] -> Y [same]",
                       .aten = "at::clamp; at::maximum, at::minimum where a bound is a parameter"},
                      clip,
                      {.role = OperatorRole::other,
                       .formula = Formula::clip,
                       .weight = WeightRule::none,
                       .host_inputs = 0b110,
                       .batching = {BatchRule::elementwise},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::bounded},
                       .folding = Folding::always,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::yes}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

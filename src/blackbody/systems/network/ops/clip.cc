#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/scalar_tensor.h>

#include "blackbody/systems/network/ops/support.h"

namespace blackbody::ops {
namespace {

/// A bound: an attribute before opset 11, a scalar input since; undefined where there is none.
at::Tensor bound(const Call& call, const char* attribute, std::size_t input, const at::Tensor& x) {
    if (call.attributes().has(attribute)) return at::scalar_tensor(call.attributes().number(attribute, 0), x.options());
    const at::Tensor tensor = call.input(input);
    return tensor.defined() ? widen(call, tensor).to(x.options()) : tensor;
}

/// min(max(x, low), high): where low > high every value is high, as the definition says.
Tensors clip(const Call& call) {
    const at::Tensor x = required(call, 0);
    at::Tensor y = widen(call, x);
    if (const at::Tensor low = bound(call, "min", 1, y); low.defined()) y = at::maximum(y, low);
    if (const at::Tensor high = bound(call, "max", 2, y); high.defined()) y = at::minimum(y, high);
    return {narrow(y, x.scalar_type())};
}

const Operator record{{.name = "Clip",
                       .versions = "1-28",
                       .shapes = "X [any], min [], max [] -> Y [same]",
                       .aten = "at::maximum, at::minimum"},
                      clip};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

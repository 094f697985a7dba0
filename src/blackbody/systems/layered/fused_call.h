#pragma once
/// What the fused layers' sources share: memory as the kernels read it, and the type of its numbers.
#include <ATen/Dispatch.h>
#include <ATen/core/Tensor.h>
#include <torch/csrc/autograd/custom_function.h>

namespace blackbody {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

inline at::Tensor channels_last(const at::Tensor& planes) {
    return planes.dim() == 4 ? planes.contiguous(at::MemoryFormat::ChannelsLast) : planes.contiguous();
}

/// The gradient that arrives, as the kernels read it. They have no second derivative.
inline at::Tensor arriving(const variable_list& gradients) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "a fused layer has first derivatives only");
    return channels_last(gradients[0]);
}

/// Calls f(T{}) with the type of the numbers.
template <class F>
auto by_type(const at::Tensor& x, const F& f) {
    TORCH_CHECK(x.scalar_type() == at::kFloat || x.scalar_type() == at::kDouble, "planes are float or double");
    return x.scalar_type() == at::kFloat ? f(float{}) : f(double{});
}

}  // namespace blackbody

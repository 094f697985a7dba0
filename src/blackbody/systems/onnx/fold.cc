#include "blackbody/systems/onnx/fold.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/zeros_like.h>

namespace blackbody {
namespace {

at::Tensor constant(const Element& element, std::size_t i, const Tensors& constants) {
    if (i >= element.inputs.size() || element.inputs[i] < 0) return {};
    return constants[element.inputs[i]];
}

}  // namespace

std::pair<at::Tensor, at::Tensor> folded(const Element& conv, const Element& norm, const Tensors& constants) {
    const at::Tensor weight = constant(conv, 1, constants), gamma = constant(norm, 1, constants),
                     beta = constant(norm, 2, constants);
    const at::Tensor mean = constant(norm, 3, constants), variance = constant(norm, 4, constants);
    const bool known = weight.defined() && gamma.defined() && beta.defined() && mean.defined() && variance.defined();
    if (!known || conv.traits().weight != WeightRule::kernel || norm.node->attributes.integer("training_mode", 0) != 0)
        return {};
    const bool has_bias = conv.inputs.size() > 2 && conv.inputs[2] >= 0;
    at::Tensor bias = constant(conv, 2, constants);
    const bool fits =
        gamma.dim() == 1 && weight.dim() > 1 && weight.size(0) == gamma.numel() && mean.numel() == gamma.numel();
    if ((has_bias && !bias.defined()) || !fits) return {};

    // w' = w γ/√(σ²+ε), b' = (b - μ) γ/√(σ²+ε) + β, a factor for each output channel.
    const double epsilon = norm.node->attributes.number("epsilon", 1e-5);
    const at::Tensor factor = gamma.to(at::kDouble) * at::rsqrt(variance.to(at::kDouble) + epsilon);
    std::vector<std::int64_t> per_channel(weight.dim(), 1);
    per_channel[0] = -1;
    bias = has_bias ? bias.to(at::kDouble) : at::zeros_like(factor);
    const at::Tensor shifted = (bias - mean.to(at::kDouble)) * factor + beta.to(at::kDouble);
    return {(weight.to(at::kDouble) * factor.reshape(per_channel)).to(weight.scalar_type()),
            shifted.to(weight.scalar_type())};
}

}  // namespace blackbody

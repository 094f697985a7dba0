#include <ATen/ops/batch_norm.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/var_mean.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Statistics of one value a channel [C], or before opset 9 with spatial = 0 one a unit [C, ...], beside x [N, C, ...].
at::Tensor beside(const at::Tensor& statistics, const at::Tensor& x) {
    std::vector<std::int64_t> shape = statistics.sizes().vec();
    shape.insert(shape.begin(), 1);
    shape.resize(std::max<std::size_t>(x.dim(), shape.size()), 1);
    return statistics.reshape(shape);
}

/// The batch's own statistics are used where the node says so: by `training_mode` since opset 14, by asking for more
/// than one output before.
bool is_training(const Call& call) {
    if (call.opset() >= 14) return call.attributes().integer("training_mode", 0) != 0;
    const bool several = call.node.outputs.size() > 1 && !call.node.outputs[1].empty();
    return several && call.attributes().integer("is_test", 0) == 0;
}

/// (x - mean) / sqrt(var + epsilon) * scale + shift, reckoned in the statistics' type.
at::Tensor normalised(const Call& call, const at::Tensor& x, const at::Tensor& mean, const at::Tensor& variance,
                      double epsilon) {
    const at::Tensor centred = x.to(mean.scalar_type()) - beside(mean, x);
    const at::Tensor unit = centred * at::rsqrt(beside(variance, x) + epsilon);
    return (unit * beside(required(call, 1), x) + beside(required(call, 2), x)).to(x.scalar_type());
}

Tensors batch_normalization(const Call& call) {
    const at::Tensor x = required(call, 0), scale = required(call, 1), shift = required(call, 2);
    const at::Tensor mean = required(call, 3), variance = required(call, 4);
    const double epsilon = call.attributes().number("epsilon", 1e-5);
    // ATen takes statistics [C] of X's type, and knows no gradient for them.
    const bool plain = x.dim() >= 2 && mean.dim() == 1 && mean.scalar_type() == x.scalar_type() &&
                       !mean.requires_grad() && !variance.requires_grad();
    if (!is_training(call)) {
        if (!plain) return {normalised(call, x, mean, variance, epsilon)};
        return {
            at::batch_norm(x, scale, shift, mean, variance, /*training=*/false, 0, epsilon, /*cudnn_enabled=*/false)};
    }

    // Normalise by the batch (population variance), and let the running statistics follow it.
    std::vector<std::int64_t> axes = all_axes(x.dim());
    axes.erase(axes.begin() + 1);
    const auto [batch_variance, batch_mean] = at::var_mean(x.to(mean.scalar_type()), axes, /*unbiased=*/false);
    const double momentum = call.attributes().number("momentum", 0.9);
    return {normalised(call, x, batch_mean, batch_variance, epsilon), mean * momentum + batch_mean * (1 - momentum),
            variance * momentum + batch_variance * (1 - momentum), batch_mean, batch_variance};
}

const Operator record{
    {.name = "BatchNormalization",
     .versions = "1-28",
     .shapes = "X [N, C, ...], scale, B, mean, variance [C] -> Y [N, C, ...], running mean, variance [C]",
     .aten = "at::batch_norm"},
    batch_normalization,
    {.role = OperatorRole::normalisation,
     .formula = Formula::batch_normalisation,
     .weight = WeightRule::none,
     .host_inputs = 0,
     .batching = {BatchRule::first_input},
     .axes = AxisRule::image,
     .bounds = {BoundRule::one_argument},
     .folding = Folding::always,
     .storage = Storage::own,
     .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

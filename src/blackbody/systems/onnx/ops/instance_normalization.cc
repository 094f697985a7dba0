#include <ATen/ops/instance_norm.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Each channel of each sample by its own mean and variance over space.
Tensors instance_normalization(const Call& call) {
    const double epsilon = call.attributes().number("epsilon", 1e-5);
    return {at::instance_norm(required(call, 0), required(call, 1), required(call, 2), {}, {}, /*use_input_stats=*/true,
                              0, epsilon, /*cudnn_enabled=*/false)};
}

const Operator record{{.name = "InstanceNormalization",
                       .versions = "1-28",
                       .shapes = "X [N, C, ...], scale, B [C] -> Y [N, C, ...]",
                       .aten = "at::instance_norm"},
                      instance_normalization,
                      {.role = OperatorRole::normalisation,
                       .formula = Formula::instance_normalisation,
                       .weight = WeightRule::none,
                       .host_inputs = 0,
                       .batching = {BatchRule::first_input},
                       .axes = AxisRule::image,
                       .bounds = {BoundRule::unknown},
                       .folding = Folding::always,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

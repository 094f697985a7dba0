#include <ATen/ops/empty.h>
#include <ATen/ops/full_like.h>

#include "blackbody/systems/onnx/ops/support.h"
#include "blackbody/util/rng.h"

namespace blackbody::ops {
namespace {

/// True with probability 1 - ratio, by the project's own counter-based numbers: other libraries draw others.
at::Tensor random_mask(const at::Tensor& x, double ratio, Seed seed) {
    at::Tensor mask = at::empty(x.sizes(), at::kBool);
    Random random(seed_for(seed, "Dropout"));
    bool* keep = mask.mutable_data_ptr<bool>();
    for (std::int64_t i = 0; i < mask.numel(); ++i) keep[i] = random.uniform() >= ratio;
    return mask.to(x.device());
}

/// Nothing is dropped from a trained network, but where `training_mode` (since opset 12) asks for it: then what is kept
/// is scaled by 1 / (1 - ratio). The older `is_test` is not looked at.
Tensors dropout(const Call& call) {
    const at::Tensor x = required(call, 0), ratio_input = call.input(1), mode = call.input(2);
    const double ratio = ratio_input.defined() ? ratio_input.item<double>() : 0.5;
    const bool training = call.opset() >= 12 && mode.defined() && mode.item<bool>() && ratio > 0;
    const at::ScalarType mask_type = call.opset() < 10 ? x.scalar_type() : at::kBool;
    if (!training) return {x, at::full_like(x, 1, x.options().dtype(mask_type))};
    if (ratio >= 1) refuse(call, "a ratio in [0, 1)", std::to_string(ratio));

    const at::Tensor mask = random_mask(x, ratio, static_cast<Seed>(call.attributes().integer("seed", 0)));
    return {x * mask * (1 / (1 - ratio)), mask};
}

const Operator record{{.name = "Dropout",
                       .versions = "1-28",
                       .shapes = "X [any], ratio [], training_mode [] -> Y, mask bool [same]",
                       .aten = "the tensor itself; at::mul in training mode"},
                      dropout,
                      {.role = OperatorRole::renaming,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0b110,
                       .batching = {BatchRule::elementwise},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::monotone},
                       .folding = Folding::always,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

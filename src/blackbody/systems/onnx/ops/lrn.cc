#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/pow.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// y = x / (bias + alpha / size * sum of x² over `size` neighbouring channels)^beta.
Tensors lrn(const Call& call) {
    const Attributes& settings = call.attributes();
    const at::Tensor x = required(call, 0);
    const std::int64_t size = settings.integer("size", 1);
    require_sane(call, size);
    if (x.dim() < 2 || size < 1) refuse(call, "an input [N, C, ...] and a positive size", std::to_string(size));

    // Sum the squares over channels c - floor((size-1)/2) .. c + ceil((size-1)/2).
    std::vector<std::int64_t> frame(2 * (x.dim() - 1), 0);
    frame[frame.size() - 2] = (size - 1) / 2;
    frame[frame.size() - 1] = size - 1 - (size - 1) / 2;
    const at::Tensor sums = at::constant_pad_nd(x * x, frame, 0).unfold(1, size, 1).sum(-1);

    const at::Tensor base = sums * (settings.number("alpha", 1e-4) / size) + settings.number("bias", 1.0);
    return {x / at::pow(base, settings.number("beta", 0.75))};
}

const Operator record{
    {.name = "LRN", .versions = "1-28", .shapes = "X [N, C, ...] -> Y [same]", .aten = "at::unfold, at::sum, at::pow"},
    lrn,
    {.role = OperatorRole::normalisation,
     .formula = Formula::other,
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

#include "blackbody/systems/onnx/ops/support.h"
#include "blackbody/systems/onnx/sample_axis.h"

namespace blackbody::ops {
namespace {

/// Axes in the order of `perm`, reversed by default.
Tensors transpose(const Call& call) {
    const at::Tensor x = required(call, 0);
    std::vector<std::int64_t> order = call.attributes().integers("perm");
    if (order.empty()) {
        const std::vector<std::int64_t> axes = all_axes(x.dim());
        order.assign(axes.rbegin(), axes.rend());
    }
    return {x.permute(order)};
}

/// Axis 0 stays where it is.
bool keeps_samples_apart(const SampleAxis& samples) {
    const Sizes order = samples.list("perm", 1);
    return !order.empty() && order[0] == 0;
}

const Operator record{
    {.name = "Transpose", .versions = "1-28", .shapes = "X [any] -> Y [permuted]", .aten = "at::permute"},
    transpose,
    {.role = OperatorRole::moving,
     .formula = Formula::other,
     .weight = WeightRule::none,
     .host_inputs = 0,
     .batching = {.rule = BatchRule::judged, .judge = keeps_samples_apart},
     .axes = AxisRule::permuted,
     .bounds = {BoundRule::monotone},
     .folding = Folding::always,
     .storage = Storage::shared,
     .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

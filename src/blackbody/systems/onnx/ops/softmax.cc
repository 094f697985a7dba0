#include <ATen/ops/log_softmax.h>
#include <ATen/ops/softmax.h>

#include "blackbody/systems/onnx/ops/support.h"
#include "blackbody/systems/onnx/sample_axis.h"

namespace blackbody::ops {
namespace {

at::Tensor softmax(const at::Tensor& x, std::int64_t axis) { return at::softmax(x, axis); }
at::Tensor log_softmax(const at::Tensor& x, std::int64_t axis) { return at::log_softmax(x, axis); }

/// Since opset 13 along one axis, the last by default. Before, X was seen as a matrix [axes before, axes from `axis`
/// on] and each of its rows was normalised.
template <at::Tensor (*f)(const at::Tensor&, std::int64_t)>
Tensors normalised(const Call& call) {
    const at::Tensor x = required(call, 0);
    if (call.opset() >= 13) return {f(x, axis_in(call, call.attributes().integer("axis", -1), x.dim()))};

    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", 1), x.dim());
    const std::int64_t rows = c10::multiply_integers(x.sizes().slice(0, axis));
    return {f(x.reshape({rows, c10::multiply_integers(x.sizes().slice(axis))}), 1).reshape(x.sizes())};
}

/// The axis where none is given moved from the first after the sample's to the last.
bool keeps_samples_apart(const SampleAxis& samples) {
    return samples.is_other(samples.setting("axis", samples.opset() < 13 ? 1 : -1));
}

const Operator table[] = {
    {{.name = "LogSoftmax", .versions = "1-28", .shapes = "X [any] -> Y [same]", .aten = "at::log_softmax"},
     normalised<log_softmax>,
     {.role = OperatorRole::other,
      .formula = Formula::log_softmax,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {.rule = BatchRule::judged, .judge = keeps_samples_apart},
      .axes = AxisRule::kept,
      .bounds = {BoundRule::unknown},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
    {{.name = "Softmax", .versions = "1-28", .shapes = "X [any] -> Y [same]", .aten = "at::softmax"},
     normalised<softmax>,
     {.role = OperatorRole::other,
      .formula = Formula::softmax,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {.rule = BatchRule::judged, .judge = keeps_samples_apart},
      .axes = AxisRule::kept,
      .bounds = {BoundRule::unknown},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

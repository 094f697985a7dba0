#include <ATen/ops/convolution.h>

#include "blackbody/systems/onnx/ops/windows.h"

namespace blackbody::ops {
namespace {

Tensors conv(const Call& call) {
    const at::Tensor x = required(call, 0), weight = required(call, 1), bias = call.input(2);
    if (weight.dim() < 3) refuse(call, "a weight [O, I/group, ...]", "rank " + std::to_string(weight.dim()));
    const Windows w = windows_of(call, x, weight.sizes().slice(2).vec());
    if (w.axes() > 3) refuse(call, "at most 3 spatial axes", std::to_string(w.axes()));

    // Pad beforehand only what ATen's own padding cannot say.
    const std::vector<std::int64_t> none(w.axes(), 0);
    const bool symmetric = w.symmetric();
    return {at::convolution(symmetric ? x : framed(x, w, 0), weight, bias, w.stride, symmetric ? w.begin : none,
                            w.dilation,
                            /*transposed=*/false, none, call.attributes().integer("group", 1))};
}

const Operator record{{.name = "Conv",
                       .versions = "1-28",
                       .shapes = "X [N, C, ...], W [O, C/group, ...], B [O] -> Y [N, O, ...], 1 to 3 spatial axes",
                       .aten = "at::convolution"},
                      conv,
                      {.role = OperatorRole::linear_map,
                       .formula = Formula::other,
                       .weight = WeightRule::kernel,
                       .host_inputs = 0,
                       .batching = {BatchRule::first_input},
                       .axes = AxisRule::image,
                       .bounds = {BoundRule::linear},
                       .folding = Folding::always,
                       .storage = Storage::own,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

#include "blackbody/systems/onnx/ops/support.h"

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

const Operator record{
    {.name = "Transpose", .versions = "1-28", .shapes = "X [any] -> Y [permuted]", .aten = "at::permute"}, transpose};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

#include <ATen/ops/log_softmax.h>
#include <ATen/ops/softmax.h>

#include "blackbody/systems/onnx/ops/support.h"

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

const Operator table[] = {
    {{.name = "LogSoftmax", .versions = "1-28", .shapes = "X [any] -> Y [same]", .aten = "at::log_softmax"},
     normalised<log_softmax>},
    {{.name = "Softmax", .versions = "1-28", .shapes = "X [any] -> Y [same]", .aten = "at::softmax"},
     normalised<softmax>},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

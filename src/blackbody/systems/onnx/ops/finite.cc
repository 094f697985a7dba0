/// Which elements are no finite numbers: the guards that exporters write behind a masked softmax.
#include <ATen/TensorOperators.h>
#include <ATen/ops/isinf.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/zeros_like.h>

#include "blackbody/systems/onnx/ops/families.h"
#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

Tensors is_nan(const Call& call) { return {at::isnan(required(call, 0))}; }

/// Both infinities, or one of them.
Tensors is_inf(const Call& call) {
    const at::Tensor x = required(call, 0);
    const bool positive = call.attributes().integer("detect_positive", 1) != 0,
               negative = call.attributes().integer("detect_negative", 1) != 0;
    if (positive && negative) return {at::isinf(x)};
    if (!positive && !negative) return {at::zeros_like(x, x.options().dtype(at::kBool))};
    return {at::isinf(x).logical_and(positive ? x > 0 : x < 0)};
}

const char shapes[] = "X [any] -> Y bool [same]";
const Operator table[] = {
    {{.name = "IsInf", .versions = "10-28", .shapes = shapes, .aten = "at::isinf"},
     is_inf,
     elementwise(OperatorRole::other, Formula::other, unbounded(), Pointwise::no)},
    {{.name = "IsNaN", .versions = "9-28", .shapes = shapes, .aten = "at::isnan"},
     is_nan,
     elementwise(OperatorRole::other, Formula::is_nan, unbounded(), Pointwise::no)},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

/// Conversions between number types: towards zero to integers, to the nearest even to narrower floats (but see
/// bfloat16).
#include <ATen/ops/where.h>

#include "blackbody/systems/onnx/ops/families.h"
#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Opset 1 wrote the type as text, later ones as a number of TensorProto.DataType.
at::ScalarType target(const Call& call) {
    if (call.opset() >= 6) return type_of(call, call.attributes().integer("to", 0));
    const std::string name = call.attributes().text("to", "");
    const char* names[] = {"",       "FLOAT", "UINT8",   "INT8",   "UINT16", "INT16",  "INT32", "INT64",
                           "STRING", "BOOL",  "FLOAT16", "DOUBLE", "UINT32", "UINT64", nullptr};
    for (std::int64_t type = 0; names[type] != nullptr; ++type)
        if (name == names[type]) return type_of(call, type);
    refuse(call, "a plain number type", "'" + name + "'");
}

/// x without the bits of float32 that bfloat16 lacks.
at::Tensor cut(const at::Tensor& x) {
    const at::Tensor held = x.detach().contiguous();
    const at::Tensor kept = held.view(at::kInt).bitwise_and(-65536).view(at::kFloat);
    return at::where(held.isfinite(), x - (held - kept), x);
}

/// Before opset 19 the standard said nothing of how bfloat16 is rounded, and its own data are cut.
at::Tensor converted(const Call& call, at::ScalarType type) {
    const at::Tensor x = required(call, 0);
    const bool cuts = type == at::kBFloat16 && call.opset() < 19 && !is_integral(x) && x.scalar_type() != type;
    return cuts ? cut(x.to(at::kFloat)).to(type) : x.to(type);
}

Tensors cast(const Call& call) { return {converted(call, target(call))}; }

Tensors cast_like(const Call& call) { return {converted(call, required(call, 1).scalar_type())}; }

const Operator table[] = {
    {{.name = "Cast", .versions = "1-28", .shapes = "X [any] -> Y [same]", .aten = "at::Tensor::to"},
     cast,
     elementwise(OperatorRole::renaming, Formula::cast, {BoundRule::monotone}, Pointwise::yes)},
    {{.name = "CastLike", .versions = "15-28", .shapes = "X [any], like [any] -> Y [as X]", .aten = "at::Tensor::to"},
     cast_like,
     elementwise(OperatorRole::renaming, Formula::other, {BoundRule::monotone}, Pointwise::no)},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

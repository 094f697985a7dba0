/// Conversions between number types: towards zero to integers, to the nearest even to narrower floats.
#include "blackbody/systems/network/ops/support.h"

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

Tensors cast(const Call& call) { return {required(call, 0).to(target(call))}; }

Tensors cast_like(const Call& call) { return {required(call, 0).to(required(call, 1).scalar_type())}; }

const Operator table[] = {
    {{.name = "Cast", .versions = "1-28", .shapes = "X [any] -> Y [same]", .aten = "at::Tensor::to"}, cast},
    {{.name = "CastLike", .versions = "15-28", .shapes = "X [any], like [any] -> Y [as X]", .aten = "at::Tensor::to"},
     cast_like},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

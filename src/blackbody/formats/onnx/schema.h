#pragma once
/// The few messages of onnx.proto that Blackbody reads and writes: field numbers by message, and its tables of types.
/// Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (IR 13), where each field is explained.
#include <cstdint>

#include "blackbody/formats/onnx/onnx.h"

namespace blackbody::onnx {

// clang-format off
namespace field {
namespace model { enum : std::uint32_t { ir_version = 1, producer_name = 2, producer_version = 3, graph = 7,
                                         opset_import = 8, metadata = 14, functions = 25 }; }
namespace opset { enum : std::uint32_t { domain = 1, version = 2 }; }
namespace entry { enum : std::uint32_t { key = 1, value = 2 }; }
namespace graph { enum : std::uint32_t { node = 1, name = 2, initializer = 5, input = 11, output = 12, value_info = 13,
                                         sparse_initializer = 15 }; }
namespace node { enum : std::uint32_t { input = 1, output = 2, name = 3, op_type = 4, attribute = 5, domain = 7,
                                        metadata = 9 }; }
namespace attribute { enum : std::uint32_t { name = 1, f = 2, i = 3, s = 4, t = 5, g = 6, floats = 7, ints = 8,
                                             strings = 9, tensors = 10, graphs = 11, type = 20, ref_attr_name = 21 }; }
namespace tensor { enum : std::uint32_t { dims = 1, data_type = 2, segment = 3, float_data = 4, int32_data = 5,
                                          string_data = 6, int64_data = 7, name = 8, raw_data = 9, double_data = 10,
                                          uint64_data = 11, external_data = 13, data_location = 14 }; }
namespace sparse { enum : std::uint32_t { values = 1 }; }
namespace value_info { enum : std::uint32_t { name = 1, type = 2 }; }
namespace type { enum : std::uint32_t { tensor_type = 1 }; }
namespace tensor_type { enum : std::uint32_t { elem_type = 1, shape = 2 }; }
namespace shape { enum : std::uint32_t { dim = 1 }; }
namespace dim { enum : std::uint32_t { value = 1, param = 2 }; }
namespace function { enum : std::uint32_t { name = 1, input = 4, output = 5, attribute = 6, node = 7, opset_import = 9,
                                            domain = 10, attribute_proto = 11 }; }
}  // namespace field
// clang-format on

/// TensorProto.DataType to our element type; `other` for what has none here.
ElementType element_type(std::int64_t data_type);

/// The other way; 0 (UNDEFINED) for `other`.
std::int64_t data_type(ElementType type);

/// AttributeProto.AttributeType to the kind of an attribute, and back.
OnnxAttribute::Kind attribute_kind(std::int64_t type);
std::int64_t attribute_type(OnnxAttribute::Kind kind);

}  // namespace blackbody::onnx

#include "blackbody/formats/onnx/schema.h"

#include <algorithm>
#include <iterator>

namespace blackbody::onnx {
namespace {

using E = ElementType;

/// In the order of TensorProto.DataType, from UNDEFINED = 0.
constexpr E types[] = {E::other,  E::float32,     E::uint8,     E::int8,       E::uint16,   E::int16,
                       E::int32,  E::int64,       E::string,    E::boolean,    E::float16,  E::float64,
                       E::uint32, E::uint64,      E::complex64, E::complex128, E::bfloat16, E::float8_e4m3,
                       E::other,  E::float8_e5m2, E::other,     E::uint4,      E::int4};

using K = OnnxAttribute::Kind;

/// In the order of AttributeProto.AttributeType, from UNDEFINED = 0.
constexpr K kinds[] = {K::other,   K::number,   K::integer, K::text,    K::tensor, K::graph,
                       K::numbers, K::integers, K::texts,   K::tensors, K::graphs};

template <class T, std::size_t N>
std::int64_t position(const T (&table)[N], T value) {
    const auto found = std::find(std::begin(table) + 1, std::end(table), value);
    return found == std::end(table) ? 0 : found - std::begin(table);
}

template <class T, std::size_t N>
T at_or_other(const T (&table)[N], std::int64_t i) {
    return i >= 0 && i < static_cast<std::int64_t>(N) ? table[i] : T::other;
}

}  // namespace

ElementType element_type(std::int64_t data_type) { return at_or_other(types, data_type); }

std::int64_t data_type(ElementType type) { return type == E::other ? 0 : position(types, type); }

OnnxAttribute::Kind attribute_kind(std::int64_t type) { return at_or_other(kinds, type); }

std::int64_t attribute_type(OnnxAttribute::Kind kind) { return kind == K::other ? 0 : position(kinds, kind); }

}  // namespace blackbody::onnx

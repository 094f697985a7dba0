#pragma once
/// What every format hands over: bytes that are known to be there, with a type and a shape. No LibTorch here.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace blackbody {

enum class ElementType {
    float32,
    float64,
    float16,
    bfloat16,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
    boolean,
    complex64,
    complex128,
    string,
    float8_e4m3,
    float8_e5m2,
    int4,
    uint4,
    other
};

/// "float32", "bool", ...
const char* to_string(ElementType type);

/// Bytes of one element; 0 where it is not a whole number (int4, string, other).
std::size_t byte_size(ElementType type);

/// Number of elements, or nothing if a dimension is negative or the product overflows 63 bits.
std::optional<std::int64_t> element_count(std::span<const std::int64_t> shape);

/// "[16, 3, 3, 3]", for complaints and cards.
std::string shape_text(std::span<const std::int64_t> shape);

/// Row-major elements in native (little-endian) byte order. `bytes` may be unaligned. `owner` keeps them alive (a
/// mapped file, or a buffer that was unpacked). Invariant: bytes.size() == element_count(shape) * byte_size(type); int4
/// and uint4 stand two in a byte.
struct TensorView {
    ElementType type = ElementType::float32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner;
};

}  // namespace blackbody

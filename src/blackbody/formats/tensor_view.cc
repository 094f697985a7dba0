#include "blackbody/formats/tensor_view.h"

namespace blackbody {
namespace {

struct TypeRow {
    const char* name;
    std::size_t size;
};

constexpr TypeRow rows[] = {
    {"float32", 4}, {"float64", 8},   {"float16", 2},     {"bfloat16", 2}, {"int8", 1},        {"int16", 2},
    {"int32", 4},   {"int64", 8},     {"uint8", 1},       {"uint16", 2},   {"uint32", 4},      {"uint64", 8},
    {"bool", 1},    {"complex64", 8}, {"complex128", 16}, {"string", 0},   {"float8_e4m3", 1}, {"float8_e5m2", 1},
    {"int4", 0},    {"uint4", 0},     {"other", 0}};

}  // namespace

const char* to_string(ElementType type) { return rows[static_cast<int>(type)].name; }

std::size_t byte_size(ElementType type) { return rows[static_cast<int>(type)].size; }

std::optional<std::int64_t> element_count(std::span<const std::int64_t> shape) {
    std::int64_t count = 1;
    bool empty = false;
    for (const std::int64_t size : shape) {
        if (size < 0) return std::nullopt;
        if (size == 0) empty = true;
        else if (__builtin_mul_overflow(count, size, &count)) return std::nullopt;
    }
    return empty ? 0 : count;
}

std::string shape_text(std::span<const std::int64_t> shape) {
    std::string text = "[";
    for (const std::int64_t size : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
}

}  // namespace blackbody

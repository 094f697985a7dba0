#pragma once
/// Small safetensors files made in memory: seeds of the fuzzers.
#include <string>
#include <vector>

#include "blackbody/formats/safetensors/safetensors.h"

namespace blackbody::samples {

inline std::vector<std::string> safetensors_files() {
    static const std::vector<float> values(24, 0.5f);
    const auto tensor = [](const char* name, ElementType type, std::vector<std::int64_t> shape) {
        const std::size_t size = static_cast<std::size_t>(*element_count(shape)) * byte_size(type);
        return NamedTensor{name, {type, std::move(shape), std::as_bytes(std::span(values)).first(size), nullptr}};
    };
    return {
        to_safetensors_bytes({.tensors = {tensor("conv.weight", ElementType::float32, {2, 3, 2, 1}),
                                          tensor("conv.bias", ElementType::float16, {2})},
                              .metadata = {{"format", "pt"}}}),
        to_safetensors_bytes({.tensors = {tensor("a", ElementType::boolean, {3}), tensor("b", ElementType::int64, {}),
                                          tensor("c", ElementType::uint8, {0, 4})},
                              .metadata = {}})};
}

}  // namespace blackbody::samples

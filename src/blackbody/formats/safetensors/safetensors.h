#pragma once
/// safetensors: 8 bytes of header length, a JSON header, the tensors' bytes without gap or overlap.
/// Format: https://github.com/huggingface/safetensors#format
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "blackbody/formats/tensor_view.h"

namespace blackbody {

struct NamedTensor {
    std::string name;
    TensorView view;
    std::string dtype{};  ///< as the file calls it: "F8_E4M3"
};

struct Safetensors {
    std::vector<NamedTensor> tensors;  ///< in the order of their bytes
    std::map<std::string, std::string> metadata{};
};

/// Views into the mapped file. Throws FormatError (bytes), Error(usage) (missing file).
Safetensors read_safetensors(const std::string& path);

/// The same from bytes, for fuzzing and tests.
Safetensors parse_safetensors(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner,
                              const std::string& path = "(bytes)");

/// The bytes of a file with the tensors in the given order.
std::string to_safetensors_bytes(const Safetensors& file);

/// Writes atomically (util/file.h). Throws Error(output).
void write_safetensors(const std::string& path, const Safetensors& file);

}  // namespace blackbody

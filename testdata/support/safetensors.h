#pragma once
/// The float32 tensors of a safetensors file, read the plain way, so that a test does not stand on the code it tests.
#include <ATen/ops/from_blob.h>

#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

inline std::map<std::string, at::Tensor> read_safetensors(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    std::uint64_t header = 0;
    std::memcpy(&header, bytes.data(), sizeof header);
    const nlohmann::json entries = nlohmann::json::parse(bytes.substr(8, header));
    std::map<std::string, at::Tensor> tensors;
    for (const auto& [name, entry] : entries.items()) {
        if (!entry.contains("dtype") || entry["dtype"] != "F32") continue;
        char* first = bytes.data() + 8 + header + entry["data_offsets"][0].get<std::size_t>();
        tensors[name] = at::from_blob(first, entry["shape"].get<std::vector<std::int64_t>>(), at::kFloat).clone();
    }
    return tensors;
}

#pragma once
/// Files of arrays that a test makes for itself: .npy, .npz as numpy.savez, safetensors as their own writer.
#include <ATen/ATen.h>

#include <string>
#include <utility>
#include <vector>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/loading/tensors.h"
#include "support/files.h"
#include "support/made_files.h"

namespace blackbody::testing {

using TestArrays = std::vector<std::pair<std::string, at::Tensor>>;

inline std::string npy_file(const std::string& name, const at::Tensor& values) {
    const std::string path = temporary_path(name);
    write_npy(path, view_of(values.contiguous()));
    return path;
}

inline std::string npz_file(const std::string& name, const TestArrays& arrays) {
    std::vector<std::pair<std::string, std::string>> entries;
    for (const auto& [entry, values] : arrays)
        entries.emplace_back(entry + ".npy", to_npy_bytes(view_of(values.contiguous())));
    return temporary_file(name, samples::zipped(entries));
}

inline std::string safetensors_file(const std::string& name, const TestArrays& arrays) {
    Safetensors file;
    for (const auto& [entry, values] : arrays) file.tensors.push_back({entry, view_of(values.contiguous())});
    const std::string path = temporary_path(name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    write_safetensors(path, file);
    return path;
}

}  // namespace blackbody::testing

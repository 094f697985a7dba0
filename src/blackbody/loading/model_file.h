#pragma once
/// The file of a model, opened once and told by its content, whatever its name says.
#include <memory>
#include <optional>
#include <string>

#include "blackbody/loading/array_file.h"

namespace blackbody {

/// Either arrays by name, or bytes that may be ONNX.
struct ModelFile {
    std::string path;                           ///< of a folder: the file in it that was taken
    std::optional<ArrayFile> arrays{};          ///< safetensors, shards, npz
    std::shared_ptr<const MappedFile> bytes{};  ///< else

    /// A file; a folder with one model in it, or one by its usual name (model.safetensors, or the index of its shards).
    /// Throws Error(usage) where there
    /// is no such file or the folder holds none or several; Error(model) where the file is of a format that is not
    /// read, with what it is and how it becomes one that is.
    static ModelFile open(const std::string& path);
};

/// What could not be read as ONNX, named where that is possible. `error` is said otherwise.
[[noreturn]] void refuse_unreadable(const ModelFile& file, const std::exception& error);

}  // namespace blackbody

#pragma once
/// What a file is that Blackbody does not read: told by its magic bytes and by what stands in it, and what to do with
/// it. Pickles are named, never unpickled; nothing is unpacked.
#include <optional>
#include <span>
#include <string>

#include "blackbody/util/errors.h"

namespace blackbody {

struct ForeignKind {
    std::string what;  ///< "a PyTorch checkpoint (zip with data.pkl)"
    Advice advice;     ///< a command that makes a file which is read, or where such a file comes from
};

/// Nothing where the bytes say nothing, or are of a format that is read (ONNX has no magic bytes).
std::optional<ForeignKind> foreign_kind(std::span<const std::byte> bytes, const std::string& path);

/// The same for bytes that could not be read as ONNX: a protobuf of others, and what only the name's ending tells.
std::optional<ForeignKind> foreign_by_name(std::span<const std::byte> bytes, const std::string& path);

/// A folder without a model in it that is one itself: TensorFlow's SavedModel, an .mlpackage.
std::optional<ForeignKind> foreign_folder(const std::string& path);

}  // namespace blackbody

#pragma once
/// What a JSON file is, by the names at its top.
#include <optional>
#include <string>
#include <string_view>

#include "blackbody/util/errors.h"

namespace blackbody {

struct JsonKind {
    std::string what;
    Advice advice;
    bool is_tfjs = false;  ///< a model of TensorFlow.js, which tf2onnx converts
};

/// Nothing where the text is no JSON, or the index of a checkpoint in safetensors shards, which is read. Reads the
/// names at the top alone: what stands below is skipped, however much and however deep it is.
std::optional<JsonKind> json_kind(std::string_view text);

}  // namespace blackbody

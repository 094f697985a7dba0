#pragma once
/// A checkpoint in several safetensors files, with an index that says which of them holds which tensor:
/// model.safetensors.index.json beside model-00001-of-00002.safetensors, ... (the layout of Hugging Face's libraries).
/// Shards lie beside the index, by plain names: an index cannot point out of its folder.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/util/file.h"

namespace blackbody {

/// Tensor -> file name. Throws FormatError where the text is no index, a tensor stands twice or a name is no plain one.
std::map<std::string, std::string> parse_shard_index(std::string_view text, const std::string& path);

struct Shards {
    Safetensors all;                                       ///< tensors of all shards; metadata of the first
    std::vector<std::shared_ptr<const MappedFile>> files;  ///< the index, then the shards by name
    std::vector<std::string> notes;                        ///< tensors that the index does not name
};

/// Throws FormatError, Error(usage) where a shard is missing, which is named.
Shards read_shards(const std::string& index);

}  // namespace blackbody

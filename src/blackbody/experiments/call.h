#pragma once
/// What a training was asked for, in its file: "training.call.lr" and "0.05" among the metadata.
#include "blackbody/base/fields.h"
#include "blackbody/util/errors.h"

namespace blackbody {

using Metadata = std::map<std::string, std::string>;

void put_call(const OptionWords& words, Metadata& metadata);

/// Throws Error(data) where the file was begun by another call: says the first option that differs.
void check_call(const Metadata& metadata, const OptionWords& words, const std::string& path);

/// Of a training that has written a checkpoint there: "...; m.safetensors holds the training so far, ...".
Interrupted gone_on_later(const Interrupted& error, const std::string& path);

}  // namespace blackbody

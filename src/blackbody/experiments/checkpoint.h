#pragma once
/// A checkpoint in the file of what learns: "history.NAME" and "training.NAME" among its arrays, "training.stage",
/// "training.updates" and "training.finished" among its metadata.
#include "blackbody/experiments/call.h"
#include "blackbody/training/core/trainer.h"

namespace blackbody {

void put(const Checkpoint& checkpoint, Arrays& arrays, Metadata& metadata);

/// Throws Error(data) where the file holds none.
Checkpoint checkpoint_in(const Arrays& arrays, const Metadata& metadata, const std::string& path);

}  // namespace blackbody

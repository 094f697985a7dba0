#pragma once
/// A checkpoint in the machine's own file: the machine so far, its history, and what training goes on from.
#include <optional>
#include <string>
#include <vector>

#include "blackbody/loading/machine.h"
#include "blackbody/training/machines/trainer.h"

namespace blackbody {

/// What a run was asked for, as far as it decides the outcome: "--rate" and "0.05", in a fixed order.
using TrainingWords = std::vector<std::pair<std::string, std::string>>;

MachineFile to_file(const Checkpoint& checkpoint, AnyMachine machine, const TrainingWords& words);

/// Throws Error(data) where the file holds no checkpoint, or one of another call: says what differs.
Checkpoint checkpoint_of(const MachineFile& file, const std::string& path, const TrainingWords& words);

}  // namespace blackbody

#pragma once
/// A checkpoint in the machine's own file: the machine so far, its history, and what training goes on from.
#include <optional>
#include <string>
#include <vector>

#include "blackbody/base/fields.h"
#include "blackbody/loading/machine.h"
#include "blackbody/training/machines/trainer.h"

namespace blackbody {

MachineFile to_file(const Checkpoint& checkpoint, AnyMachine machine, const OptionWords& words);

/// Throws Error(data) where the file holds no checkpoint, or one of another call: says what differs.
Checkpoint checkpoint_of(const MachineFile& file, const std::string& path, const OptionWords& words);

}  // namespace blackbody

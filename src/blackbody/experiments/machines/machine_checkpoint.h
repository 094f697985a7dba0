#pragma once
/// A checkpoint in the machine's own file: the machine so far, its history, and what training goes on from.
#include <optional>
#include <string>
#include <vector>

#include "blackbody/base/fields.h"
#include "blackbody/loading/machine.h"
#include "blackbody/training/machines/machine_trainer.h"

namespace blackbody {

MachineFile to_file(const MachineCheckpoint& checkpoint, AnyMachine machine, const OptionWords& words);

/// Throws Error(data) where the file holds no checkpoint, or one of another call: says what differs.
MachineCheckpoint checkpoint_of(const MachineFile& file, const std::string& path, const OptionWords& words);

}  // namespace blackbody

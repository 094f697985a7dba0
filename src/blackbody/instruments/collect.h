#pragma once
/// From what was measured to what every writer reads: cards, sites, numbers and the findings judged from them.
#include "blackbody/base/results.h"
#include "blackbody/instruments/measure.h"

namespace blackbody {

/// `data` describes the samples; leave it out where only weights were measured. The command, seed and duration of
/// `run` are the caller's to say.
Results collect(const System& system, Measured measured, DataCard data = {}, RunInfo run = {});

}  // namespace blackbody

#pragma once
/// The error of the trajectory's ln Z, by an independent check.
///
/// Populations that are carried along the training share their past: a mode of the machine that none of them found is
/// missing in all, and no spread among them can show it. A short annealing in temperature goes another way. Both ways
/// are unbiased in Z and so err downwards in ln Z, each by what it misses itself: where they differ, at least one of
/// them is off by as much, and the bar of the trajectory's number is made at least that wide.
///
/// Trap: two ways that miss the same mode agree. Cost: 1,000 temperatures of 100 chains where they are bit-packed,
/// 100 where they are not.
#include "blackbody/base/estimate.h"
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"
#include "blackbody/util/rng.h"

namespace blackbody {

/// base: independent units that the annealing starts from.
Estimate with_short_annealing(Estimate log_z, const DeepBoltzmann& machine, const DeepBoltzmann& base, Seed seed);

}  // namespace blackbody

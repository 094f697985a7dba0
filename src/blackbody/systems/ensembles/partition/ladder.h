#pragma once
/// ln Z from a tempering ladder between independent units and the machine, read by BAR and MBAR.
#include "blackbody/systems/ensembles/partition/log_partition.h"

namespace blackbody {

struct LadderOptions {
    std::int64_t ladders = 32;   ///< side by side, never meeting: what errors are read from
    std::int64_t rungs = 0;      ///< 0: one for every length of .8 that a pilot run finds
    std::int64_t burn_in = 500;  ///< sweeps before the first evaluation
    std::int64_t evaluations = 40, stride = 25;
    Seed seed = 0;
    std::function<void(double done)> progress = {};  ///< told how far; may throw (util/watcher.h)
};

/// The error is that of sixteen blocks of ladders, each left out once; that of MBAR's asymptotic covariance, which
/// takes evaluations as independent, stands in the notes. Throws NumericalError where two neighbours share less than 3
/// % of their states.
LogZ ladder_log_z(const Rbm& machine, const Rbm& base, const LadderOptions& options);

}  // namespace blackbody

#pragma once
/// What the options ask of a machine in equilibrium.
#include "blackbody/cli/machines.h"
#include "blackbody/cli/progress.h"
#include "blackbody/instruments/thermal/measure_thermal.h"

namespace blackbody {

/// `states`: of --data, which may hold none. Opens --train.
ThermalRequest thermal_request(const Options& options, const Ensemble& ensemble, const States& states,
                               ProgressBar& bar);

}  // namespace blackbody

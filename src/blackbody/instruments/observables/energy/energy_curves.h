#pragma once
/// What the report draws of the ensemble over classes.
#include "blackbody/base/curve.h"
#include "blackbody/instruments/observables/energy/calibration.h"
#include "blackbody/instruments/observables/energy/thermodynamics.h"

namespace blackbody {

/// F and U, and C and S, against β; energies from the ground state. `label_energy` NaN: no labels.
std::vector<Curve> thermal_curves(const Thermodynamics& thermodynamics, double label_energy);

/// Share right against confidence for every bin that holds samples, between the 5 % and 95 % quantiles of a perfectly
/// calibrated model.
Curve reliability_diagram(const Reliability& reliability, const CalibratedDraws& calibrated);

}  // namespace blackbody

#pragma once
/// ln Z by the method that was asked for, or that suits the machine, as a measurement with its error; and the
/// log-probability of data.
///
/// Methods: `exact` sums over the smaller layer, `ais` anneals from independent units, `sandwich` also anneals back
/// from long chains, `bar` reads a tempering ladder by BAR and MBAR. An estimate from fewer than 10 effective chains is
/// refused: NumericalError, no number.
#include "blackbody/base/log_z.h"
#include "blackbody/systems/ensembles/partition/annealing.h"

namespace blackbody {

/// The method itself: a machine whose exact sum takes at most some seconds is summed, any other annealed.
LogZMethod method_for(const Rbm& machine, LogZMethod asked);

/// Throws Error(usage) where neither layer can be enumerated.
LogZ exact_log_z(const Rbm& machine);

/// By sampling, from independent units `base` (W = 0).
LogZ estimated_log_z(const Rbm& machine, const Rbm& base, const LogZOptions& options);

/// Mean of -F(v) over data [N, V] with its standard error: in double, in parts. Weights may be undefined.
Estimate mean_log_weight(const Rbm& machine, const at::Tensor& visible, const at::Tensor& weights);

}  // namespace blackbody

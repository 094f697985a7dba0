#pragma once
/// A system in equilibrium, measured: ln Z, the log-probability of data, curves against β from cooling and heating with
/// their transition, overlaps, modes and the trust in chains, each with its nulls.
///
///   const auto measured = measure_thermal(*load_ensemble("rbm.npz"), {.data = {test}, .wants_curves = true});
///
/// Cost: ln Z some 14,500 Gibbs steps of a few hundred chains; curves 2 x 57 x 80 steps of 200 chains, and 20 quick
/// runs of 1,100 steps of 64 for the nulls.
#include <vector>

#include "blackbody/base/equilibrium.h"
#include "blackbody/base/results.h"
#include "blackbody/base/system.h"
#include "blackbody/instruments/thermal/options/thermal_options.h"
#include "blackbody/util/watcher.h"

namespace blackbody {

/// States of the visible units [N, V] and weights [N]; undefined: none.
struct Examples {
    at::Tensor values{}, weights{};
};

struct ThermalRequest {
    Examples data{}, train{};  ///< data: whose log-probability is measured; train: whose means annealing starts from
    ThermalOptions options{};
    bool wants_curves = false;
    Watcher watcher{};  ///< past half of its time left fewer chains and steps are taken
};

struct ThermalMeasured {
    std::vector<Measurement> measurements;
    std::vector<Skip> skipped{};
};

/// Throws Error(usage) where the system has no equilibrium, and as Equilibrium::log_z.
ThermalMeasured measure_thermal(const System& system, const ThermalRequest& request);

/// The system as a whole, as a site: "machine".
SiteInfo whole_site(const System& system);

/// So many examples, evenly spread; again from the first where there are fewer.
at::Tensor some_states(const at::Tensor& examples, std::int64_t count);

}  // namespace blackbody

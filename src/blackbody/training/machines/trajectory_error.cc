#include "blackbody/training/machines/trajectory_error.h"

#include <algorithm>
#include <cmath>

#include "blackbody/systems/ensembles/partition/annealing.h"

namespace blackbody {

Estimate with_short_annealing(Estimate log_z, const DeepBoltzmann& machine, const DeepBoltzmann& base, Seed seed) {
    constexpr std::int64_t chains = 100, fast = 1000, plain = 100;
    const bool is_fast = std::all_of(machine.layers.begin(), machine.layers.end(),
                                     [](const Layer& layer) { return layer.unit->name == "bernoulli"; });
    const double other =
        anneal(machine, base, {.chains = chains, .betas = spaced_betas(is_fast ? fast : plain), .seed = seed}).log_z;
    const double own = log_z.error.is_number() ? log_z.error.std_error() : 0;
    log_z.error = Uncertainty::of(std::max(own, std::abs(other - log_z.value)));
    return log_z;
}

}  // namespace blackbody

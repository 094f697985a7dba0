#pragma once
/// Measurements on independent chains of one machine: overlaps, magnetisations along W, trust in the chains.
#include <functional>
#include <vector>

#include "blackbody/base/measurement.h"
#include "blackbody/instruments/thermal/modes.h"
#include "blackbody/instruments/thermal/thermal.h"

namespace blackbody {

/// Chains at β = 1 that were looked at after every step.
struct Watched {
    at::Tensor first, last;                   ///< visible states of the first and last evaluation [N, V]
    at::Tensor energy, magnetisation, modes;  ///< [T, N], [T, N], [T, N, K]
};

struct WatchOptions {
    std::int64_t burn_in = 200, evaluations = 400;
    Seed seed = 0;
    std::function<void(double done)> progress = {};  ///< told how far; may throw (util/watcher.h)
};

Watched watch(const Equilibrium& system, const at::Tensor& start, const Modes& modes, const WatchOptions& options);

/// Of energy, magnetisation and the strongest modes; those that are constant have none and are left out.
struct Mixing {
    double worst_r_hat = 1;
    std::int64_t readings = 0, left_out = 0;
};
Mixing mixing_of(const Watched& watched);

/// For the bars of U and C.
ChainsAtOne chains_at_one(const Watched& watched);

/// Record "chains". Here as in the records below no bar over chains that do not mix (mixing.h).
Measurement chains_measurement(const Watched& watched);

/// What is known of the replicas of one system. Sweeps stand at the same β, ascending, and are empty where there were
/// none.
struct Replicas {
    const Equilibrium& system;
    Modes modes;
    Watched watched;
    std::vector<SweepPoint> cooling{}, heating{};

    /// Spins of a layer in visible states of any type, units above drawn with the random numbers of that draw.
    at::Tensor spins(std::size_t layer, const at::Tensor& visible, double beta, std::uint64_t draw) const;
};

/// Record "overlap" of a layer's units, with P(q) at β = 1 and at some β of the sweeps.
Measurement overlap_measurement(const Replicas& replicas, std::size_t layer);

/// Record "modes", with the root mean square of m_a against β and singular values beside the edge of noise.
Measurement modes_measurement(const Replicas& replicas);

}  // namespace blackbody

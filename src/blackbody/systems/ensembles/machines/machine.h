#pragma once
/// What every Boltzmann machine can do, whatever its layers: be looked at, be changed, draw states.
///
/// Layer 0 is the visible one. Random numbers are keyed by (seed, chain, unit, step), so the same call gives the same
/// states for any number of threads and any cut of the chains. Shapes: states of layer k [N, U_k], double.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "blackbody/systems/ensembles/chains/sampling.h"

namespace blackbody {

/// Where chains start, and how.
struct MachineStart {
    at::Tensor visible;    ///< [N, V]
    at::Tensor held = {};  ///< bool [V]: units that keep the values of `visible`; undefined: none
    double beta = 1;       ///< inverse temperature: all parameters times beta
    Seed seed = 0;
};

/// Chains of a machine that go on where they stopped.
class MachineChains {
  public:
    virtual ~MachineChains() = default;
    virtual void run(std::int64_t steps) = 0;     ///< of Gibbs sampling, all layers once each
    virtual at::Tensor visible() const = 0;       ///< [N, V]
    virtual at::Tensor mean_visible() const = 0;  ///< <v> [N, V] given the states above: a grey picture
};

/// `steps` in pieces; tells `progress` now and then, which may throw (util/watcher.h).
void run(MachineChains& chains, std::int64_t steps, const std::function<void(double done)>& progress = {});

class Machine {
  public:
    virtual ~Machine() = default;
    virtual std::string kind() const = 0;                 ///< "rbm"
    virtual std::vector<Layer> layers() const = 0;        ///< from the visible one up
    virtual std::vector<at::Tensor> weights() const = 0;  ///< [U_k, U_k+1], double; one less than layers
    /// The same machine with other weights.
    virtual std::unique_ptr<Machine> with(const std::vector<at::Tensor>& weights) const = 0;
    /// States of the hidden layers given the visible one, from 1 up: a draw where it can be exact, else a draw from the
    /// mean field (and `hidden_is` says which).
    virtual std::vector<at::Tensor> hidden(const at::Tensor& visible, const ChainRandom& random) const = 0;
    virtual std::string hidden_is() const = 0;  ///< "drawn from p(h | v)"
    virtual std::unique_ptr<MachineChains> chains(const MachineStart& start) const = 0;
};

}  // namespace blackbody

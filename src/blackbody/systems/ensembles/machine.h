#pragma once
/// What every Boltzmann machine can do, whatever its layers: be looked at, be changed, draw states.
///
/// Layer 0 is the visible one. Random numbers are keyed by (seed, chain, unit, step), so the same call gives the same
/// states for any number of threads and any cut of the chains. Shapes: states of layer k [N, U_k], double.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "blackbody/systems/ensembles/sampling.h"

namespace blackbody {

/// How long chains run, and from where.
struct ChainRun {
    std::int64_t steps = 1000;
    Seed seed = 0;
    std::uint64_t first_step = 0;                 ///< taken before: where a run goes on
    double beta = 1;                              ///< inverse temperature: all parameters times beta
    at::Tensor held = {};                         ///< bool [V]: units that keep the values of `start`; undefined: none
    std::function<bool(double done)> go_on = {};  ///< asked now and then; false ends with Error(interrupted)
};

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
    /// Visible states [N, V] of chains that ran from `start` [N, V].
    virtual at::Tensor run(const at::Tensor& start, const ChainRun& options) const = 0;
    /// ⟨v | h⟩ [N, V] for hidden states drawn given `visible`: a grey picture of where the chains are.
    virtual at::Tensor mean_visible(const at::Tensor& visible, const ChainRandom& random) const = 0;
};

}  // namespace blackbody

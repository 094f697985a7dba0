#pragma once
/// ln Z along the way that a machine takes while it learns.
///
/// A population of chains is annealed from the machine of one checkpoint to that of the next, and so on from
/// independent units, whose ln Z is known: annealed importance sampling whose path is the training itself (S. Nowozin
/// 2018; N. Béreux, A. Decelle, C. Furtlehner, B. Seoane 2024), where a path in temperature would cross the first-order
/// transition of a machine that has learned. Where few chains carry the weight they are drawn anew by their weights,
/// and the mean weight goes into ln Z (sequential Monte Carlo: Del Moral, Doucet, Jasra 2006).
///
///   ln w_n += F_k(v_n) - F_{k+1}(v_n),   then one Gibbs step at k + 1;    ln Z = ln Z_0 + Σ ln mean(w)
///
/// Unbiased in Z whether or not the training's own chains have equilibrated. Error: of mean weights, leg by leg, as if
/// legs were independent. Trap: a leg that is too bold leaves few effective chains; the error grows, and past
/// redrawings cannot be seen in it. Cost: two products and two free energies of `chains` states a step.
#include <map>

#include "blackbody/base/estimate.h"
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct TrajectoryOptions {
    std::int64_t chains = 100;
    std::int64_t min_steps = 10,
                 max_steps = 300;  ///< steps a leg; between them, four a nat that ln w would spread in one leap
    Seed seed = 0;
};

class Trajectory {
  public:
    /// Starts at `base`, whose W is 0.
    Trajectory(const DeepBoltzmann& base, const TrajectoryOptions& options);
    /// Goes on to another machine of the same units.
    void advance(const DeepBoltzmann& to);
    Estimate log_z() const;
    double effective() const;  ///< chains that carry the weight now

    /// All that decides the rest of the way but the machine it stands at.
    std::map<std::string, at::Tensor> state() const;
    /// Throws Error(data) where the state is of another machine.
    void restore(const std::map<std::string, at::Tensor>& state, const DeepBoltzmann& at);

  private:
    void step(const DeepBoltzmann& from, const DeepBoltzmann& to);
    void redraw();

    TrajectoryOptions options_;
    DeepBoltzmann machine_;
    LayerStates states_;
    at::Tensor log_weights_;           ///< since the last redrawing [N]
    double log_z_ = 0, variance_ = 0;  ///< up to the last redrawing
    std::uint64_t steps_ = 0;
};

}  // namespace blackbody

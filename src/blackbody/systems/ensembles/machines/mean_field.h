#pragma once
/// The mean field of a deep machine given its visible units, and the bound on ln p(v) that it makes.
///
///   q(h | v) = Π_l Π_j p_lj(s | x_lj),   x_l = <s_{l-1}> W_{l-1} + <s_{l+1}> W_lᵀ   (self-consistently)
///   ln p(v) >= θ_0·T(v) + Σ_l <s_l> W_l <s_{l+1}> + Σ_{l>0} (ln Z_l(x_l) - x_l·<s_l>) - ln Z
///
/// Each unit keeps its own distribution in the field of its neighbours' means, whatever its kind. Odd layers and even
/// layers are set in turn; each turn raises the bound, so the iteration ends. Where no two hidden layers are coupled
/// (an RBM; labels given) the bound is ln p(v) itself. Its gradient at the fixed point is the averages' own, since q is
/// stationary: ∂/∂W_l = <s_l><s_{l+1}>, ∂/∂θ_l = <T(s_l)>, less the model's.
/// Trap: the bound needs ln Z; an estimate of ln Z that is too low makes it too high.
/// Ref: Salakhutdinov and Hinton 2009; M. Wainwright, M. Jordan, Found. Trends Mach. Learn. 1, 1 (2008).
#include "blackbody/systems/ensembles/chains/layer_chains.h"

namespace blackbody {

struct MeanFieldOptions {
    std::int64_t max_turns = 200;
    double enough = 1e-10;  ///< largest change of a mean in one turn
};

struct MeanField {
    LayerStates mean;   ///< <s_l>, the visible states first, [N, U_l]
    LayerStates field;  ///< x_l; undefined for layers that are given
    std::int64_t turns = 0;
    bool converged = false;
};

/// `given` holds the states of layer 0 and of whatever else is known (a layer of labels). `start`: means to begin
/// with; without: those of the fields from below alone, doubled where a layer has neighbours on both sides.
MeanField mean_field(const DeepBoltzmann& machine, const LayerStates& given, const MeanFieldOptions& options = {});

/// ln of the unnormalised bound, [N]: ln p(v) >= this - ln Z. Holds for any fields, is best at the fixed point.
at::Tensor bound_weight(const DeepBoltzmann& machine, const MeanField& q);

/// The averages over q and over samples.
LayerMoments moments_of(const DeepBoltzmann& machine, const MeanField& q);

}  // namespace blackbody

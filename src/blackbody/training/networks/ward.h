#pragma once
/// Ward identities of training: what a continuous symmetry of the loss says about its gradient, exactly, at every step.
///
///   L(T_a w) = L(w) for all a   =>   Q = Σ_i <G w_i, ∂L/∂w_i> = 0,   G = dT_a/da at a = 0
///
/// A symmetry that something breaks explicitly keeps a term for it: the ε of a batch normalisation (symmetries/). It
/// is a check of health that costs nothing: a broken graph, a wrong gradient or a layer in the wrong mode shows as a Q
/// that is not 0. Under plain SGD the same G says how far the conserved |w|² drifts: by rate² |∂L/∂w|² a step.
///
/// Shapes:  one number a channel [C], or one in all [1]; the unit is that of the loss.
/// Range:   |Q| / Σ|terms| is of the order of rounding: 1e-12 in double precision, 1e-4 in float.
/// Trap:    gradients that are all 0 fulfil every identity.
/// Ref:     D. Kunin et al., Neural mechanics (ICLR 2021), arXiv:2012.04728.
#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <vector>

#include "blackbody/systems/layered/layered_network.h"
#include "blackbody/training/networks/cost.h"

namespace blackbody {

/// One parameter's part of Q.
struct WardTerm {
    /// G w = w;  i w of complex numbers;  1.
    enum class Move { scale, turn, shift };
    /// Summed over all but: the channels that leave, the channels that come in, all numbers that come in, nothing.
    enum class Per { output, input, column, whole };

    std::string parameter;  ///< "conv1.weight"
    Move move = Move::scale;
    Per per = Per::output;
    std::int64_t channels = 1;
    double factor = 1;
    /// Counts by ε / (σ² + ε), σ² of each channel of the state at this site, over batch and positions.
    std::optional<std::size_t> broken_at{};
};

struct WardIdentity {
    std::string symmetry, place;  ///< "rescaling", "conv1 to conv2"
    std::vector<WardTerm> terms;  ///< their sum is 0
};

/// A layer and its neighbours: what leaves one enters the next and nothing else. The cost, by its name, comes last.
struct ChainLink {
    LayerText text;
    std::string name;  ///< "residual1.conv2"
    std::size_t site = 0;
    std::int64_t channels = 0;
    std::vector<std::string> parameters{};  ///< learned ones: "residual1.conv2.weight"
    bool is_complex = false;                ///< its weights
};
using LayerChain = std::vector<ChainLink>;

/// A symmetry: one record, one file in symmetries/.
struct Symmetry {
    std::string name;
    std::string formula;
    std::string reference;
    std::vector<WardIdentity> (*find)(const LayerChain& chain) = nullptr;
};
std::vector<const Symmetry*> symmetries();

/// What holds in this network under this cost.
std::vector<WardIdentity> ward_identities(const LayeredNetwork& network, const Cost& cost);

struct WardBalance {
    at::Tensor charge;         ///< Q [C] or [1]
    at::Tensor size;           ///< Σ of the absolute values of all that Q is the sum of
    double violation() const;  ///< the largest |Q| / size; 0 where all gradients are
};

/// Of the gradients that the parameters hold now, which are those of batch x under this pass. One forward pass more,
/// of a copy, where σ² is asked for.
std::vector<WardBalance> ward_balances(const LayeredNetwork& network, const std::vector<WardIdentity>& identities,
                                       const at::Tensor& x, const Pass& pass);

}  // namespace blackbody

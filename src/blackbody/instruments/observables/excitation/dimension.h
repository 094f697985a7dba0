#pragma once
/// Participation ratio: how many directions of state space a layer really uses.
///
///   PR = (tr Σ)² / tr Σ²,   Σ = covariance of the states over samples
///
/// Complex states: Σ = <ψ ψ†>, directions over the complex numbers (a wave and itself times i are one direction).
///
/// Shapes: states [N, U] real or complex, N >= 4.
/// Range: 1 (all states on a line) to U (isotropic); noise can carry the estimate past both.
/// (tr Σ)² and tr Σ² are averages over all quadruples of distinct samples (U-statistics), each without bias, from half
/// squared distances D_ij alone (complex states: and from Im ψ_i†ψ_j); the plain ratio reads 1/(1/U + 1/(N-1)) for
/// white noise, this one U.
/// Error: jackknife over samples; √2 too wide for isotropic states, where the first-order term of PR vanishes.
/// Trap: the ratio itself keeps a bias of order 1/N where a few samples dominate the variance.
/// Cost: one Gram matrix, O(N² U), N <= 256.
///
/// Ref: P. Gao et al., "A theory of multineuronal dimensionality, dynamics and measurement" (2017); unbiased centring:
/// G. J. Székely and M. L. Rizzo, Annals of Statistics 42, 2382 (2014).
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace blackbody {

/// Sums over quadruples of distinct samples; they add over sets of samples.
struct PairSums {
    double trace_squared = 0, trace_of_square = 0, quadruples = 0;
    double ratio() const { return trace_squared / trace_of_square; }
    PairSums& operator+=(const PairSums& o);
    PairSums& operator-=(const PairSums& o);
};

/// The sums of one set of samples, and what they would be without each one of them.
struct Dimension {
    PairSums all;
    std::vector<PairSums> without;  ///< [N]
};

/// States [N, ...]: everything but the first axis is one long axis of units.
Dimension dimension_of(const at::Tensor& states);

struct DimensionEstimate {
    double value = 0, std_error = 0;
    std::int64_t samples = 0;
};

/// Over all sets together.
DimensionEstimate participation_ratio(const std::vector<Dimension>& sets);

}  // namespace blackbody

#pragma once
/// A convolution as one operator on periodic images: its singular values at the image size that it really sees.
///
///   T(k) = Σ_{y,x} W[:, :, y, x] exp(-i (k_y y + k_x x)),  k on the H x W lattice of wave vectors [rad/px]
///
/// The singular values of the whole operator are those of the O x I matrices T(k), all k together (Sedghi, Gupta, Long
/// 2019). Stride s keeps every s-th row and column: wave vectors that the coarse lattice cannot tell apart (aliases)
/// act together, [T(k_1) ... T(k_{s_y s_x})] / sqrt(s_y s_x) side by side. A transposed convolution is the adjoint of a
/// strided one. The kernel is real, so T(-k) = conj T(k): half the wave vectors are decomposed and count twice.
/// Of a complex kernel k and -k differ: all are decomposed.
///
/// Shapes:  weight [O, I/groups, Y, X], lattice H x W.
/// Law:     Σ σ² = (H W / (s_y s_x)) ‖W‖²_F.   One channel: σ = |DFT of the kernel|.
/// Trap:    periodic borders. Zero padding is not represented; it can lower the values a little, and never raises the
/// norm
///          above that of the lattice made fine.
/// Cost:    O(H W c³ / 2) for c channels.
#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <vector>

#include "blackbody/base/system.h"

namespace blackbody {

struct CirculantSpectrum {
    std::int64_t vectors = 0,
                 levels = 0;           ///< decomposed wave vectors (of the strided lattice) x groups; values at each
    std::vector<double> lambda;        ///< [vectors, levels], squared singular values, each wave vector ascending
    std::vector<double> multiplicity;  ///< [vectors]: 1, or 2 where -k is another wave vector
    std::vector<std::array<double, 2>> k;   ///< [vectors]: (k_y, k_x) in [-π, π), of the lowest alias [rad/px]
    std::array<std::int64_t, 2> lattice{};  ///< H, W as used
    bool is_complex = false;                ///< of the kernel
};

/// Options of the lattice: coarser than the image where the cost would be too high.
struct CirculantOptions {
    std::int64_t longest_side = 1 << 20;  ///< lattice sides above are halved until they fit
    double max_work = 4e10;               ///< wave vectors x levels² x longer side
};

/// `interaction` is a convolution with a known input size; throws std::logic_error otherwise.
CirculantSpectrum circulant_spectrum(const Interaction& interaction, const CirculantOptions& options = {});

}  // namespace blackbody

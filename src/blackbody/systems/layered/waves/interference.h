#pragma once
/// The cut of the paper on a unit of any network: its inputs are slits, and what passes each is a wave that meets the
/// others there.
///
///   c_j = w_j x_j,   z = Σ_j c_j;   a slit is an input, or all inputs of one channel, or of one place
///   I_j = <|c_j|²>,  g_ij = <c_i* c_j> / √(I_i I_j),  V_ij = 2 √(I_i I_j) |g_ij| / (I_i + I_j)      (slits.h)
///
/// <> is the mean over samples. g_ij = 1: the two always work together; -1 (of real networks) always against each
/// other; 0: their energies add. V_ij is the contrast of the fringes that the two alone would make: at most 1, less
/// where they are not equally bright. Trap: one sample alone has |g| = 1 whatever it is. Shapes: weight [I, Y, X] or
/// [J], patches [N, I, Y, X] or [N, J], real or complex.
#include <ATen/core/Tensor.h>

namespace blackbody {

enum class Slit { input, channel, place };

/// Waves behind each slit, complex double [N, slits].
at::Tensor waves_behind(const at::Tensor& weight, const at::Tensor& patches, Slit slit = Slit::input);

struct Interference {
    at::Tensor intensity;   ///< I [slits]
    at::Tensor coherence;   ///< g complex [slits, slits]; 0 where a slit is dark
    at::Tensor visibility;  ///< V [slits, slits]
    double together = 0;    ///< <|z|²>
    double apart = 0;       ///< Σ I_j
    double mean_index = 0;  ///< <coherence_index> over samples
};
Interference interference_of(const at::Tensor& waves);

}  // namespace blackbody

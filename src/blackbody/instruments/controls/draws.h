#pragma once
/// Many random numbers at once, a pure function of the seed: 32-bit words of Philox through vectorised functions.
/// Coarser than util/rng.h (32 bits; |normal| < 6.8) and ten times as fast: a null needs thousands of kernels.
#include <ATen/core/Tensor.h>

#include "blackbody/base/system.h"

namespace blackbody {

/// float64 [n], uniform in (0, 1).
at::Tensor uniform_draws(std::int64_t n, Seed seed);

/// float64 [n], independent standard normals (Box-Muller).
at::Tensor normal_draws(std::int64_t n, Seed seed);

/// The seed of one control's draw for one interaction, so that layers differ and shared weights (one name) do not.
inline Seed draw_seed(Seed seed, const char* control, const Interaction& interaction) {
    return seed_for(seed_for(seed, control), interaction.name.c_str());
}

}  // namespace blackbody

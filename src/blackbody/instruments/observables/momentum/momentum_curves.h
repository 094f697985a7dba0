#pragma once
/// What the report draws of a layer in wave-vector space.
#include "blackbody/base/curve.h"
#include "blackbody/instruments/observables/momentum/channel_momentum.h"

namespace blackbody {

/// Gain of the whole layer over the Brillouin zone, relative to its mean: Σ_c e_c(k) / <Σ_c e_c>.
Curve brillouin_map(const KernelSpectrum& spectrum);

/// Directions that channels prefer, each counted with its coherence.
Curve orientation_rose(const std::vector<ChannelMomentum>& channels);

/// Bandwidth of each channel against its centre.
Curve centre_and_bandwidth(const std::vector<ChannelMomentum>& channels);

/// The kernels of at most 64 channels as pictures: of each channel the spatial pattern that, over its input channels,
/// carries most of its energy (first right singular vector of w [I, Y X] times its singular value, largest entry
/// positive).
Curve kernel_sheet(const Interaction& interaction);

}  // namespace blackbody

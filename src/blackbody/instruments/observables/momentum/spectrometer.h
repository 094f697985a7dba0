#pragma once
/// A layer as a spectrometer: how much the channel that answers loudest tells about the wave vector.
///
///   I = H(c) - H(c|k)  [bit],   c(k) = argmax_c <|y_c|²>_phase = argmax_c e_c(k),   k uniform over the Brillouin zone
///
/// <|y_c|²>_phase is the mean energy of channel c's answer to an unpolarised plane wave k over its phases: e_c(k) up to
/// a factor. Without ties the winner is a function of k, H(c|k) = 0 and I = H(c), the entropy of the areas that
/// channels win. Ties (energies that differ by less than 1e-11 of the loudest of all k) share their cell equally among
/// m winners and cost log2 m each: two identical channels tell no more than one, a silent layer tells nothing.
///
/// Range:  0 … log2 of the number of channels.
/// Error:  cells are those of the grid that `energy` was taken on: the areas, and so I, have an error of the order of
///         the channels' boundaries per cell (a test refines the grid).
/// Ref:    ours (docs/physics, M2).
#include <ATen/core/Tensor.h>

#include <vector>

namespace blackbody {

struct Spectrometer {
    double bits = 0;
    std::vector<double> area;  ///< [O]: share of the zone that each channel wins
};

/// energy e_c(k), float64 [O, K].
Spectrometer spectrometer(const at::Tensor& energy);

}  // namespace blackbody

#pragma once
/// Independent units that resemble data: where annealing starts (Salakhutdinov and Murray 2008).
///
/// The nearer the base is to the machine, the shorter the way. A base of free units (W = 0, θ = 0) is the machine at
/// infinite temperature; one with the data's means spares the chains the thermal transition on the way (docs/physics,
/// ensembles). Any base gives the same ln Z; only the error differs.
#include "blackbody/systems/ensembles/machines/rbm.h"

namespace blackbody {

/// Over samples [N, U] of any type, double [U]; the same digits for any number of threads.
at::Tensor sum_of_samples(const at::Tensor& states);

/// Visible units with the means of `visible` [N, V], ten samples of free units added so that no mean is 0 or 1;
/// hidden units free, W = 0. Where a kind has no closed form of θ from a mean the machine's own θ stays.
Rbm base_of_means(const Rbm& machine, const at::Tensor& visible);

/// Visible states drawn from a machine with W = 0, double [N, V].
at::Tensor samples_of_independent(const Rbm& base, std::int64_t samples, std::uint64_t seed);

}  // namespace blackbody

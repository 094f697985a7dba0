#pragma once
/// Units of any kind read as spins, so that overlaps of different kinds can be compared.
#include "blackbody/systems/ensembles/units/unit.h"

namespace blackbody {

/// [N, U] as ±1 for units of two values; Potts columns as (q s - 1)/sqrt(q - 1), so that a unit's overlap with itself
/// is 1; others standardised over the chains.
at::Tensor as_spins(const Layer& layer, const at::Tensor& states);

/// μ of units of two values with these means [U], kept a little inside (-1, 1); undefined for other kinds.
at::Tensor spin_means(const Layer& layer, const at::Tensor& mean);

}  // namespace blackbody

#pragma once
/// ln Z of a machine of binary units as a sum of products, without a logarithm or an exponential a term:
///
///   Z = Σ_h Π_j e^{b_j h_j} Π_i (1 + e_i(h)),   e_i(h) = exp(a_i + Σ_j W_ij h_j)
///
/// In Gray code order one h_j changes from term to term, so e_i is multiplied by exp(±W_ij): two products and a sum for
/// each visible unit and term. Blocks of 256 terms start from fresh exponentials, so rounding does not pile up. Spins
/// are read as 2 h - 1.
#include <optional>

#include "blackbody/systems/ensembles/machines/rbm.h"

namespace blackbody {

/// Sums over the states of the hidden layer. Nothing where a unit is not binary or the fields are so large that the
/// products would overflow: then the sum is taken otherwise.
std::optional<double> log_partition_by_products(const Rbm& rbm);

}  // namespace blackbody

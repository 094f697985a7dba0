#pragma once
/// Exact sums over all states of a machine's smaller layer of discrete units: at most 2^30 states.
///
/// The states are cut into blocks. Within a block the high units stand still, so the field on the other layer is one
/// row plus a table of the low units' contributions; the blocks are added in order: the same digits for any number of
/// threads. For binary units against binary units the terms are products of 1 + exp(field) (no logarithm a term), in
/// Gray code order within a block (F. Gray, US patent 2,632,058 (1953)), where one row of W changes from state to
/// state.
#include <cstdint>

#include "blackbody/systems/ensembles/machines/rbm.h"

namespace blackbody {

constexpr std::int64_t most_enumerated_bits = 30;

/// Number of states of a layer as a power of two, log2; infinite where its units are not discrete.
double bits_of(const Layer& layer);

/// What a sum over all states gives.
struct ExactSums {
    double log_z = 0;
    double energy = 0, energy_variance = 0;            ///< <E>, <E²> - <E>²
    at::Tensor visible_statistics, hidden_statistics;  ///< <T(v)> [P, V], <T(h)> [P, M]
    at::Tensor correlation;                            ///< <v h> [V, M]
};

/// Throws Error(usage) where neither layer can be enumerated: says what it would cost and what to do instead.
double exact_log_partition(const Rbm& rbm);

/// ln Z and the moments.
ExactSums exact_sums(const Rbm& rbm);

/// States first .. first + count - 1 of a layer of discrete units, double [count, U]. Unit 0 changes fastest.
at::Tensor states_of(const Layer& layer, std::int64_t first, std::int64_t count);

}  // namespace blackbody

#pragma once
/// Boltzmann machines as values: exact sums, annealing, chains.
///
///     Rbm rbm{free_layer(find_unit("spin"), 4), free_layer(find_unit("spin"), 3), at::zeros({4, 3}, at::kDouble)};
///     double log_z = exact_log_partition(rbm);  // 7 ln 2
///     LogPartition annealed = anneal(rbm, independent(rbm, rbm.visible.theta), {.betas = {0, .5, 1}});
#include <ATen/ops/zeros.h>

#include "blackbody/systems/ensembles/partition/annealing.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"

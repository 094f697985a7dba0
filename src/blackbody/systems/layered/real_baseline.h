#pragma once
/// The network over the real numbers that a wave network is compared with.
///
/// It has the same layers in the same order; what waves alone have is replaced by what their record says (modReLU and
/// its like by relu, intensity by the mean, the rule of Born by soft-max), and all numbers of channels but the last are
/// multiplied by one factor. A complex layer of C channels has 2 C^2 real parameters and, as a complex product is
/// three real ones, 3 C^2 multiplications a place: no real layer can match both, so that there are two baselines.
#include "blackbody/systems/layered/layered_network.h"

namespace blackbody {

enum class EqualIn { parameters, multiplications };  ///< real ones learned; real ones a picture

/// Same input, type and seed. As near as whole channels allow: compare learned_numbers() or multiplications() of both.
/// Throws Error(usage) naming the layer that has no real counterpart.
/// Cost: some fifty networks are made and counted.
NetworkPlan real_baseline(const NetworkPlan& wave, EqualIn equal);

}  // namespace blackbody

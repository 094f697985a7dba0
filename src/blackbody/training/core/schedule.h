#pragma once
/// The learning rate over a training: a pure function of the update's number.
///
///   warm-up    rate (u + 1) / warm_up                    for u < warm_up
///   cosine     rate (1 + cos π t) / 2                    t the share of what is left behind the warm-up
///   step       rate · factor^(steps behind)              steps at given shares of all updates
///   linear     rate (1 - t (1 - factor))                 t the share of all updates, at most 1
///   constant   rate
#include <cstdint>

#include "blackbody/training/options/network_options.h"

namespace blackbody {

/// Of a settled plan.
double rate_at(const RatePlan& plan, std::int64_t update, std::int64_t of);

}  // namespace blackbody

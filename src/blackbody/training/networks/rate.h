#pragma once
/// The learning rate over a training: a pure function of the update's number.
///
///   warm-up    rate (u + 1) / warm_up                    for u < warm_up
///   cosine     rate (1 + cos π t) / 2                    t the share of what is left behind the warm-up
///   step       rate · factor^(steps behind)              steps at given shares of all updates
///   constant   rate
#include <cstdint>
#include <string>
#include <vector>

namespace blackbody {

struct RatePlan {
    double rate = .1;
    std::string shape = "cosine";  ///< cosine, step, constant
    std::int64_t warm_up = 0;      ///< updates
    std::vector<double> steps{.5, .75};
    double factor = .1;
};

double rate_at(const RatePlan& plan, std::int64_t update, std::int64_t of);

}  // namespace blackbody

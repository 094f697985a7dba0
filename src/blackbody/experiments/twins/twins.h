#pragma once
/// A wave network and its two real baselines over seeds: what each reached, and the differences within seeds.
///
/// The request's network is the waves; its baselines have the same layers over the real numbers, one with as many
/// parameters, one with as many multiplications a picture (a complex layer cannot match both:
/// systems/layered/real_baseline.h).
#include <string>
#include <vector>

#include "blackbody/experiments/experiment.h"

namespace blackbody {

constexpr std::int64_t most_seeds = 16;  ///< whose signs are turned in all ways

/// One of the three networks that are compared: the waves, and two real baselines.
struct Arm {
    std::string name;   ///< the beginning of its files' names: "wave", "real_parameters", "real_multiplications"
    std::string key;    ///< in names of quantities: "waves", "equal_parameters", "equal_multiplications"
    std::string title;  ///< "waves", "equal parameters", ...
    NetworkPlan plan{};
    std::int64_t parameters = 0;  ///< real ones
    double multiplications = 0;   ///< real ones, a picture
    std::vector<Score> scores{};  ///< one a seed
};

/// The three, waves first, without plan and scores.
std::vector<Arm> twin_arms();

/// Waves are first. The null of a difference is the same with the signs of some seeds turned, in all other ways.
Measurement twin_measurement(const std::vector<Arm>& arms, const std::string& site);

}  // namespace blackbody

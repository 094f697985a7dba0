#pragma once
/// What a piece of advice brings, measured on samples that the finding was not made from.
#include <optional>

#include "blackbody/instruments/claims/reading.h"

namespace blackbody {

/// Dividing the scores by T* = 1/beta*, fitted on one half of the samples and tried on the other, both ways.
struct HeldBack {
    bool helps = false;   ///< the 95 % interval of the likelihood gained lies above 0
    std::string words{};  ///< "On samples held back ...: ECE 0.13 ± 0.01 becomes 0.02 ± 0.01, ..."
    std::vector<Evidence> evidence{};
};

/// Nothing where it could not be measured: too few samples, no beta* of a half.
std::optional<HeldBack> held_back(const Measurement& energy);

/// "beta* = 0.50, 95 % interval 0.31 ... 0.78", and where that interval stands.
struct ScaleInterval {
    double beta = 0, low = 0, high = 0;
    std::string words{};
};
std::optional<ScaleInterval> scale_interval(const Measurement& energy);

}  // namespace blackbody

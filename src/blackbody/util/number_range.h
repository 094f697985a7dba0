#pragma once
/// What a number may be: said once, checked, and put into words for the complaint.
#include <limits>
#include <string>

namespace blackbody {

struct NumberRange {
    double min = 0, max = std::numeric_limits<double>::max();
    bool is_whole = false, has_min = true, has_max = true;  ///< whether the ends themselves are allowed

    /// Not so for nan and infinity.
    bool holds(double value) const;
    /// "a whole number from 1 to 1,000", "a number above 0, at most 1,000", "a number from 0 to below 1".
    std::string words() const;
};

constexpr NumberRange whole(double min, double max) { return {.min = min, .max = max, .is_whole = true}; }
constexpr NumberRange from(double min, double max) { return {.min = min, .max = max}; }
constexpr NumberRange above(double min, double max) { return {.min = min, .max = max, .has_min = false}; }
constexpr NumberRange below(double min, double max) { return {.min = min, .max = max, .has_max = false}; }
constexpr NumberRange between(double min, double max) {
    return {.min = min, .max = max, .has_min = false, .has_max = false};
}

/// Throws Error(usage): "momentum: expected a number from 0 to below 1, found 5".
void require(const char* name, double value, const NumberRange& range);

}  // namespace blackbody

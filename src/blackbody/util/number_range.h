#pragma once
/// What a number may be: said once, checked, and put into words for the complaint.
#include <limits>
#include <string>

namespace blackbody {

struct NumberRange {
    double least = 0, most = std::numeric_limits<double>::max();
    bool is_whole = false, has_least = true, has_most = true;  ///< whether the ends themselves are allowed

    /// Not so for nan and infinity.
    bool holds(double value) const;
    /// "a whole number from 1 to 1,000", "a number above 0, at most 1,000", "a number from 0 to below 1".
    std::string words() const;
};

constexpr NumberRange whole(double least, double most) { return {.least = least, .most = most, .is_whole = true}; }
constexpr NumberRange from(double least, double most) { return {.least = least, .most = most}; }
constexpr NumberRange above(double least, double most) { return {.least = least, .most = most, .has_least = false}; }
constexpr NumberRange below(double least, double most) { return {.least = least, .most = most, .has_most = false}; }
constexpr NumberRange between(double least, double most) {
    return {.least = least, .most = most, .has_least = false, .has_most = false};
}

/// Throws Error(usage): "momentum: expected a number from 0 to below 1, found 5".
void require(const char* name, double value, const NumberRange& range);

}  // namespace blackbody

#include "blackbody/util/number_range.h"

#include <cmath>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Large round numbers with commas, all others as they are.
std::string shown(double value) {
    if (std::fabs(value) >= 1000 && std::fabs(value) < 1e15 && value == std::floor(value))
        return with_commas(static_cast<long long>(value));
    return short_number(value, 6);
}

}  // namespace

bool NumberRange::holds(double value) const {
    const bool is_above = has_min ? value >= min : value > min, is_below = has_max ? value <= max : value < max;
    return std::isfinite(value) && is_above && is_below && (!is_whole || value == std::floor(value));
}

std::string NumberRange::words() const {
    const std::string kind = is_whole ? "a whole number" : "a number";
    if (has_min) return kind + " from " + shown(min) + " to " + (has_max ? "" : "below ") + shown(max);
    return kind + " above " + shown(min) + (has_max ? ", at most " : " and below ") + shown(max);
}

void require(const char* name, double value, const NumberRange& range) {
    if (!range.holds(value))
        throw Error(ErrorKind::usage,
                    Complaint{.place = name, .expected = range.words(), .found = short_number(value, 6)});
}

}  // namespace blackbody

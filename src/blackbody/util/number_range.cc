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
    const bool is_above = has_least ? value >= least : value > least,
               is_below = has_most ? value <= most : value < most;
    return std::isfinite(value) && is_above && is_below && (!is_whole || value == std::floor(value));
}

std::string NumberRange::words() const {
    const std::string kind = is_whole ? "a whole number" : "a number";
    if (has_least) return kind + " from " + shown(least) + " to " + (has_most ? "" : "below ") + shown(most);
    return kind + " above " + shown(least) + (has_most ? ", at most " : " and below ") + shown(most);
}

void require(const char* name, double value, const NumberRange& range) {
    if (!range.holds(value))
        throw Error(ErrorKind::usage,
                    Complaint{.place = name, .expected = range.words(), .found = short_number(value, 6)});
}

}  // namespace blackbody

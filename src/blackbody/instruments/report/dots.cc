#include "blackbody/instruments/report/dots.h"

#include <cmath>

#include "blackbody/instruments/report/records.h"
#include "blackbody/util/text.h"

namespace blackbody {

bool beyond(const Null& null) { return standing(null).value_or(Standing::within) != Standing::within; }

std::string mark(const Null& null) { return !standing(null) ? "" : beyond(null) ? "●" : "○"; }

std::string compared(const Estimate& estimate, const Null& null) {
    const std::string value = short_number(null.value, 3);
    return null.draws == 0 || value == short_number(estimate.value, 3) ? "" : value;
}

std::string reading(const Estimate& estimate, const Null& null) {
    const std::string dot = mark(null), value = compared(estimate, null);
    return reading(null) + (dot.empty() ? "" : " " + dot) + (value.empty() ? "" : " (compared:\u00a0" + value + ")");
}

Dots dots_of(const Results& results) {
    Dots dots;
    for (const Measurement& measurement : results.measurements)
        for (const Estimate& estimate : measurement.estimates)
            for (const Null& null : estimate.nulls) {
                if (!standing(null)) continue;
                ++dots.all, dots.filled += beyond(null);
                dots.by_chance += outside_by_chance(null);
            }
    return dots;
}

std::string about_dots(const Results& results) {
    const Dots dots = dots_of(results);
    std::string text = "● outside every draw of its null, ○ within them";
    if (dots.all == 0) return text + ".";
    const long long chance = std::llround(dots.by_chance);
    const double one_in = static_cast<double>(dots.all) / dots.by_chance;
    return text + ": of numbers that mean nothing 1 in " + short_number(one_in, 2) + " is ● by chance. Here " +
           with_commas(dots.filled) + " of " + with_commas(dots.all) + (dots.filled == 1 ? " is" : " are") +
           "; chance alone would fill about " + with_commas(chance) +
           ". (compared: ...) is the value on the null's own samples, where that is another.";
}

}  // namespace blackbody

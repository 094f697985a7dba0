#pragma once
/// Where a number stands among the draws of its null: what verdicts decide by, and what the report's dots show.
///
/// One rule for both. Outside all of 19 draws is p <= 0.05 on that side; a reading that looks at both sides is outside
/// by chance twice as often, 2 times in n + 1 draws. A control may keep a quantity exactly, up to the order of
/// additions: less than a millionth is not different.
#include <optional>

#include "blackbody/base/estimate.h"

namespace blackbody {

enum class Standing { below, within, above };

/// "below", "within", "above".
const char* to_string(Standing standing);

/// Nothing where there are fewer than 19 draws or the numbers are not finite.
std::optional<Standing> standing(const Null& null);

/// How often a number that means nothing lies outside on either side: 2/(draws + 1).
double outside_by_chance(const Null& null);

}  // namespace blackbody

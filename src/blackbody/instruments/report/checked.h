#pragma once
/// What became of every rule: it found something, it was judged and found nothing, or it could not be judged and why.
#include <string>
#include <vector>

#include "blackbody/instruments/report/records.h"

namespace blackbody {

enum class Outcome { found, fine, not_judged };

/// "found", "fine", "not judged".
const char* to_string(Outcome outcome);

struct Checked {
    const ClaimInfo* claim;
    Outcome outcome;
    std::string reason{};  ///< why it could not be judged
};

/// One a record, in their order, without those that read only what another command measures. A rule was judged where
/// anything that its record says it reads is among the results.
std::vector<Checked> checked(const Results& results, const Records& records);

/// Those of one outcome.
std::vector<Checked> with_outcome(const std::vector<Checked>& all, Outcome outcome);

}  // namespace blackbody

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
    std::string reason{};           ///< why it could not be judged
    bool has_nothing_here = false;  ///< not judged, and none of the instruments that it reads measured anything
};

/// One a record, in their order, without those that read only what another command measures. A rule was judged where
/// anything that its record says it reads is among the results.
std::vector<Checked> checked(const Results& results, const Records& records);

/// How many of the rules of a Boltzmann machine are about networks and read nothing that was measured of it: these are
/// counted, not listed, and taken out of `rules`. 0 for a network.
std::size_t take_out_foreign(std::vector<Checked>& rules, const Results& results);

/// "12 rules more are about networks: they read nothing that a machine has here."
std::string about_foreign(std::size_t count);

/// Those of one outcome.
std::vector<Checked> with_outcome(const std::vector<Checked>& all, Outcome outcome);

}  // namespace blackbody

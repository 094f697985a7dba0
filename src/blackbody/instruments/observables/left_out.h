#pragma once
/// What a number was not made of: once for rules, as a fact, and once for people, as a note.
#include "blackbody/base/fact_names.h"
#include "blackbody/base/measurement.h"

namespace blackbody {

/// "16 of 400 samples (their scores are not numbers)".
inline Fact left_out(const std::string& what, const std::string& why) {
    return {facts::left_out, what + " (" + why + ")"};
}

/// "left out: 16 of 400 samples (their scores are not numbers)", one a fact.
inline void add_left_out(const std::vector<Fact>& all, std::vector<std::string>& notes) {
    for (const Fact& fact : all)
        if (fact.name == facts::left_out) notes.push_back("left out: " + fact.words);
}

}  // namespace blackbody

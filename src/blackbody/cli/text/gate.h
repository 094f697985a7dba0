#pragma once
/// Gates for continuous integration: `--fail-on RULE`, in a small grammar that knows error bars.
///
///   rule   := value ("<" | "<=" | ">" | ">=") number          energy.accuracy < 0.8
///           | value ("drops" | "rises" | "changes") ["by" number]   against --baseline
///           | "findings" ["." severity or finding] (">" | ">=") number   findings.warning > 0
///   value  := observable "." quantity ["@" glob of sites]     excitation.entropy@layer1*
///
/// A rule fires only where its sentence holds beyond the error bars: by more than 2 standard errors (of the difference,
/// where two runs are compared). A number that is exact, or has no error, is compared as it stands.
#include <optional>
#include <string>
#include <vector>

#include "blackbody/base/results.h"

namespace blackbody {

/// A rule, parsed.
struct Gate {
    enum class Relation { below, at_most, above, at_least, drops, rises, changes };
    std::string text;                  ///< as the user wrote it
    std::string observable, quantity;  ///< observable "findings": quantity is a severity, a finding's name, or ""
    std::string sites = "*";
    Relation relation = Relation::below;
    double number = 0;
    bool compares() const { return relation >= Relation::drops; }  ///< needs a baseline
};

/// Throws Error(usage) that shows the grammar's nearest form.
Gate parse_gate(const std::string& rule);

struct GateOutcome {
    bool fired = false;
    std::string sentence;  ///< "energy.accuracy at logits: 0.731 ± 0.014 < 0.8" with the worst site
};

/// A number that could have been measured and was not makes the gate fire, with the reason: what cannot be checked does
/// not pass. Throws Error(usage) if the rule names no number at all, or needs a baseline and there is none.
GateOutcome check_gate(const Gate& gate, const Results& results, const Results* baseline);

/// What `explain gates` prints.
std::string gate_help();

}  // namespace blackbody

#include "blackbody/base/finding.h"
#include "blackbody/base/no_state.h"
#include "blackbody/base/results.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

std::vector<Finding> judge_whether_anything_was_seen(const Results& results) {
    for (const std::string& note : results.data.notes)
        if (note.starts_with(no_state_measured))
            return {{.claim = "no_state_measured",
                     .verdict = Verdict::warning,
                     .sentence = "No state was measured though data were given: " +
                                 note.substr(std::char_traits<char>::length(no_state_measured)) +
                                 ". All that follows is of the weights alone.",
                     .advice = "Read what was not measured, and why, at the end."}};
    return {};
}

const Claim claim{.info = {.name = "no_state_measured",
                           .view = View::practical,
                           .sentence = "Data were given, and no state was measured on them.",
                           .rule = "Instruments of states were asked for, and not one of them has a number.",
                           .reference = "ours",
                           .reads = {{"finiteness", "non_finite"}, {"excitation", "entropy"}}},
                  .judge = judge_whether_anything_was_seen};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody

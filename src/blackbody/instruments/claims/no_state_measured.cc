#include "blackbody/base/finding.h"
#include "blackbody/base/results.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

std::vector<Finding> judge_whether_anything_was_seen(const Results& results) {
    if (results.data.no_state.empty()) return {};
    return {{.claim = "no_state_measured",
             .verdict = Verdict::warning,
             .sentence = "No state was measured though data were given: " + results.data.no_state +
                         ". All that follows is of the weights alone.",
             .advice = "Read what was not measured, and why, at the end."}};
}

const Claim claim{.info = {.name = "no_state_measured",
                           .view = View::practical,
                           .sentence = "Data were given, and no state was measured on them.",
                           .rule = "Instruments of states were asked for, and not one of them has a number.",
                           .reference = "ours",
                           .reads = {{"finiteness", "non_finite"}, {"excitation", "entropy"}}},
                  .judge = judge_whether_anything_was_seen};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody

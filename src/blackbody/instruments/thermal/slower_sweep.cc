#include "blackbody/instruments/thermal/slower_sweep.h"

#include <cmath>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::string told(const Estimate& e) {
    return e.error.is_number() ? with_error(e.value, e.error.std_error()) : short_number(e.value);
}

Estimate named(const char* name, Estimate estimate) {
    estimate.name = name;
    return estimate;
}

void widen(Estimate& first, const Estimate& slower) {
    if (first.error.is_number())
        first.error = Uncertainty::of(std::hypot(first.error.std_error(), slower.value - first.value));
}

}  // namespace

Transition with_slower(Transition first, const SlowerSweep& slower) {
    const std::optional<Transition> other = transition_of(slower.branches);
    if (!other) return first;
    widen(first.beta, other->beta), widen(first.latent_heat, other->latent_heat);
    first.parts.push_back(named("transition_beta_slower", other->beta));
    first.parts.push_back(named("latent_heat_slower", other->latent_heat));
    return first;
}

std::vector<Estimate> slower_gaps(const SlowerSweep& slower, bool has_gap) {
    std::vector<Estimate> gaps{named("loop_area_slower", loop_area(slower.branches))};
    if (has_gap) gaps.push_back(named("branch_gap_slower", branch_gap(slower.branches, 1)));
    return gaps;
}

std::string slower_note(const SlowerSweep& slower, const std::vector<Estimate>& before) {
    const std::vector<Estimate> after = slower_gaps(slower, before.size() > 1);
    const std::string gap =
        before.size() > 1 ? ", the gap of U at β = 1 from " + told(before[1]) + " to " + told(after[1]) + " nat" : "";
    return "swept " + short_number(slower.factor, 2) + " times slower (" + std::to_string(after[0].n) +
           " chains) the loop's area goes from " + told(before[0]) + " to " + told(after[0]) + " nat" + gap +
           ": lag alone would leave about 1/" + short_number(slower.factor, 2);
}

}  // namespace blackbody

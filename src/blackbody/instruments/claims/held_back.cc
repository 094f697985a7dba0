#include "blackbody/instruments/claims/held_back.h"

#include <cmath>
#include <limits>

#include "blackbody/util/student.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::string reading(const Measurement& energy, const char* name) {
    const Estimate* estimate = find_estimate(energy, name);
    return estimate ? evidence_of(energy, *estimate).reading : "?";
}

}  // namespace

std::optional<HeldBack> held_back(const Measurement& energy) {
    const Estimate *gain = find_estimate(energy, "nll_gain"), *changed = find_estimate(energy, "answers_changed");
    if (!gain || !changed || !gain->error.is_number()) return std::nullopt;
    HeldBack held{.helps = gain->value > student_t(.95, gain->error.degrees()) * gain->error.std_error()};
    held.words =
        "On samples held back from its fit the temperature turns the calibration error " + reading(energy, "ece") +
        " into " + reading(energy, "ece_held") + " and the likelihood " + reading(energy, "nll") + " into " +
        reading(energy, "nll_held") + " (" + reading(energy, "nll_gain") + " gained); " +
        (changed->value == 0 ? std::string("no answer changes") : short_number(changed->value) + " answers change") +
        ".";
    for (const char* name : {"nll_held", "nll_gain", "ece_held", "ece_gain", "answers_changed"})
        if (const Estimate* e = find_estimate(energy, name)) held.evidence.push_back(evidence_of(energy, *e));
    return held;
}

std::optional<ScaleInterval> scale_interval(const Measurement& energy) {
    const Estimate *beta = find_estimate(energy, "beta_star"), *low = find_estimate(energy, "beta_star_low");
    const Estimate* high = find_estimate(energy, "beta_star_high");
    if (!beta || !low) return std::nullopt;
    ScaleInterval interval{beta->value, low->value, high ? high->value : std::numeric_limits<double>::infinity()};
    interval.words = "beta* = " + short_number(interval.beta) + ", 95 % interval " + short_number(interval.low) +
                     " ... " + (high ? short_number(interval.high) : "unbounded");
    return interval;
}

}  // namespace blackbody

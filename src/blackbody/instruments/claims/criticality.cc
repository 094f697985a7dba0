#include <cmath>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double low = .9, high = 1.1;  ///< "near": the statement's own ten per cent

double reach(const Estimate& estimate) { return estimate.error.is_number() ? 2 * estimate.error.std_error() : 0; }

bool is_inside(const Estimate& e) { return low <= e.value - reach(e) && e.value + reach(e) <= high; }
bool is_outside(const Estimate& e) { return e.value + reach(e) < low || high < e.value - reach(e); }

std::string told(const Estimate& e) {
    return e.error.is_number() ? with_error(e.value, e.error.std_error()) : short_number(e.value);
}

/// What the rule reads of one machine.
struct PeakReading {
    const Estimate* peak = nullptr;
    const Estimate* transition = nullptr;  ///< null: none was told
    const Estimate* cooled = nullptr;      ///< the peak as draws of the null are read; null: nothing was drawn
    double in_equilibrium = 1;             ///< share of the points under the peak
    std::optional<Standing> stands{};
};

PeakReading reading_of(const Measurement& thermal) {
    PeakReading r{find_estimate(thermal, "peak_beta"), find_estimate(thermal, "transition_beta"),
                  find_estimate(thermal, "cooling_peak_beta")};
    if (const Estimate* share = find_estimate(thermal, "peak_in_equilibrium")) r.in_equilibrium = share->value;
    const Null* shuffled = r.cooled ? find_null(*r.cooled, "permuted_kernels") : nullptr;
    if (shuffled) r.stands = standing(*shuffled);
    return r;
}

/// Whether the machine's peak lies nearer to 1 than all of at least 19 shuffled ones: by chance once in twenty.
bool is_nearer_than_shuffled(const PeakReading& r) {
    const Null* shuffled = r.cooled ? find_null(*r.cooled, "permuted_kernels") : nullptr;
    if (!shuffled || !r.stands) return false;
    return (r.stands == Standing::above && shuffled->high < 1) || (r.stands == Standing::below && 1 < shuffled->low);
}

/// "The heat capacity of the machine is largest at β = ...", and the jump where there is one.
std::string where_it_orders(const PeakReading& r) {
    const std::string peak = "is largest at β = " + told(*r.peak);
    if (!r.transition) return "The heat capacity of the machine " + peak + ", where it was trained to work at 1";
    return "The machine orders at once at β = " + told(*r.transition) + ", and beside that jump its heat capacity " +
           peak + "; it was trained to work at 1";
}

/// Read alike, do machines with shuffled weights show the same?
std::string of_shuffled(const PeakReading& r) {
    const Null* shuffled = r.cooled ? find_null(*r.cooled, "permuted_kernels") : nullptr;
    if (r.stands != Standing::within || !shuffled) return "";
    return " Cooled alike, machines with shuffled weights have their peak in the same place (" +
           short_number(shuffled->value) + " against " + short_number(shuffled->low) + " ... " +
           short_number(shuffled->high) +
           "): it tells of biases and of the values of the weights, not of where they stand.";
}

void decide(const PeakReading& r, Finding& finding) {
    const std::string where = where_it_orders(r);
    const bool some_inside = is_inside(*r.peak) || (r.transition && is_inside(*r.transition));
    const bool all_outside = is_outside(*r.peak) && (!r.transition || is_outside(*r.transition));
    if (r.peak->error.kind() == Uncertainty::Kind::unavailable) {
        finding.sentence = where + ", but that is an end of the range: the peak may lie beyond.";
        finding.advice = "Widen the range: the options from and to.";
    } else if (r.in_equilibrium < 1) {
        finding.sentence = where + "; but " + short_number(100 * (1 - r.in_equilibrium), 2) +
                           " % of the points under that peak are out of equilibrium (cooling and heating disagree, or "
                           "the slope of U does not answer to C), so where it lies is not known.";
        finding.advice = "Take more steps.";
    } else if (all_outside) {
        finding.verdict = Verdict::refuted;
        finding.sentence = where + ": it does not work at its critical point." + of_shuffled(r);
    } else if (some_inside && is_nearer_than_shuffled(r)) {
        finding.verdict = Verdict::supported;
        finding.sentence = where + ", and no shuffle of its weights has its peak as near to it.";
    } else {
        finding.sentence = where + (some_inside ? ", but machines with shuffled weights have it there, too, or too few "
                                                  "were drawn."
                                                : ": the error bar reaches across the border of ten per cent.");
    }
}

std::vector<Finding> judge_criticality(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& thermal : results.measurements) {
        const PeakReading r = reading_of(thermal);
        if (thermal.observable != "thermal" || !r.peak) continue;
        Finding finding{.claim = "criticality", .verdict = Verdict::undecided, .site = thermal.site};
        decide(r, finding);
        finding.evidence = {evidence_of(thermal, *r.peak)};
        if (r.transition) finding.evidence.push_back(evidence_of(thermal, *r.transition));
        if (r.cooled) finding.evidence.push_back(evidence_with_nulls(thermal, *r.cooled));
        if (const Estimate* means = find_estimate(thermal, "peak_beta_independent"))
            finding.evidence.push_back(evidence_of(thermal, *means));
        findings.push_back(std::move(finding));
    }
    return findings;
}

const Claim claim{
    .info = {.name = "criticality",
             .view = View::macro,
             .sentence = "A trained machine sits near its critical point.",
             .rule =
                 "The peak of C(β) of the stable branch, or the β* of a transition, lies with two standard errors "
                 "within 10 % of β = 1, every point under the peak is in equilibrium, and cooled alike the machine's "
                 "peak lies nearer to 1 than all of at least 19 draws with the weights shuffled (outside them, on the "
                 "side of "
                 "1): supported. Peak and β* lie "
                 "outside with two standard errors, in equilibrium: refuted. Else undecided.",
             .reference = "docs/physics, T1; T. Mora, W. Bialek, J. Stat. Phys. 144 (2011) for the statement",
             .reads = {{"thermal", "cooling_peak_beta", "permuted_kernels"}, {"thermal", "peak_beta"}}},
    .judge = judge_criticality};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody

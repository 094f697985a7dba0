#include <cmath>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double low = .9, high = 1.1;  ///< "near": the statement's own ten per cent

std::vector<Finding> judge_criticality(const Results& results) {
    std::vector<Finding> findings;
    for (const Measurement& thermal : results.measurements) {
        const Estimate* peak = find_estimate(thermal, "peak_beta");
        if (thermal.observable != "thermal" || !peak) continue;
        Finding finding{.claim = "criticality",
                        .verdict = Verdict::undecided,
                        .site = thermal.site,
                        .evidence = {evidence_with_nulls(thermal, *peak)}};
        const double reach = peak->error.is_number() ? 2 * peak->error.std_error() : 0;
        const bool is_inside = low <= peak->value - reach && peak->value + reach <= high;
        const bool is_outside = peak->value + reach < low || high < peak->value - reach;
        const Null* shuffled = find_null(*peak, "permuted_kernels");
        const std::optional<Standing> stands = shuffled ? standing(*shuffled) : std::nullopt;
        const std::string where =
            "The heat capacity of the machine is largest at β = " +
            (peak->error.is_number() ? with_error(peak->value, peak->error.std_error()) : short_number(peak->value)) +
            ", where it was trained to work at 1";
        if (!peak->error.is_number() && peak->error.kind() != Uncertainty::Kind::exact) {
            finding.sentence = where + ", but that is an end of the range: the peak may lie beyond.";
            finding.advice = "Widen the range with --from and --to.";
        } else if (is_outside) {
            finding.verdict = Verdict::refuted;
            finding.sentence = where + ": it does not work at its critical point.";
            if (stands == Standing::within)
                finding.sentence += " Read alike, machines with shuffled weights have the peak in the same place (" +
                                    short_number(shuffled->value) + " against " + short_number(shuffled->low) +
                                    " ... " + short_number(shuffled->high) +
                                    "): it tells of biases and of the values of the weights, not of where they stand.";
        } else if (is_inside && stands && *stands != Standing::within) {
            finding.verdict = Verdict::supported;
            finding.sentence = where + ", and no shuffle of its weights has its peak there.";
        } else {
            finding.sentence = where + (is_inside ? ", but machines with shuffled weights have it there, too, or too "
                                                    "few were drawn."
                                                  : ": the error bar reaches across the border of ten per cent.");
        }
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
                 "The peak of C(β), with two standard errors, lies within 10 % of β = 1 and outside all of at least "
                 "19 draws with the weights shuffled: supported. It lies outside with two standard errors: "
                 "refuted. Else, or where the peak is an end of the range, undecided.",
             .reference = "docs/physics, T1; T. Mora, W. Bialek, J. Stat. Phys. 144 (2011) for the statement",
             .reads = {{"thermal", "peak_beta", "permuted_kernels"}, {"thermal", "peak_beta"}}},
    .judge = judge_criticality};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody

#include <algorithm>
#include <cmath>

#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Extrapolated from few samples, channels of very different rates look dead: at 95 % confidence the rate of a silent
/// one must be below 5 % (Wilks' 95/95 tolerance limit: 59 samples).
constexpr double kTolerated = 0.05;

/// What the silent channels of one site are.
struct Silence {
    std::int64_t silent = 0, dead = 0;  ///< `dead`: at least so many of them will never fire
};

/// Silent channels less those expected to wake and their error; where no rare channel was seen, the bounds on the
/// rates.
Silence silence_of(const Measurement& measurement) {
    const Estimate* silent = find_estimate(measurement, "silent_channels");
    const Estimate* waking = find_estimate(measurement, "waking_channels");
    const Estimate* silent_bound = find_estimate(measurement, "silent_rate_bound");
    const Estimate* rarest_bound = find_estimate(measurement, "rarest_rate_bound");
    if (!silent || !waking || !silent_bound || !rarest_bound) return {};
    const auto count = static_cast<std::int64_t>(std::lround(silent->value));
    if (waking->error.is_number()) {
        if (silent_bound->value > kTolerated) return {count, 0};
        const double least = silent->value - waking->value - interval_95 * waking->error.std_error();
        return {count, std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(least)))};
    }
    return {count, silent_bound->value < rarest_bound->value ? count : 0};
}

/// The nonlinearities with silent channels, those with the most dead ones first, then those with the most silent ones.
std::vector<std::pair<Silence, const Measurement*>> worst_first(const Results& results) {
    std::vector<std::pair<Silence, const Measurement*>> sites;
    for (const Measurement& measurement : results.measurements) {
        const SiteInfo* site = site_info_of(results, measurement.site);
        if (measurement.observable != "excitation" || !site || site->role != Role::nonlinearity) continue;
        if (const Silence silence = silence_of(measurement); silence.silent > 0)
            sites.emplace_back(silence, &measurement);
    }
    std::stable_sort(sites.begin(), sites.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first.dead, a.first.silent) > std::pair(b.first.dead, b.first.silent);
    });
    return sites;
}

std::vector<Finding> judge_silence(const Results& results) {
    Finding dead{.claim = "channels_never_excited", .verdict = Verdict::warning};
    Finding open{.claim = "channels_never_excited", .verdict = Verdict::undecided};
    std::int64_t dead_channels = 0, open_channels = 0, dead_sites = 0, open_sites = 0;
    for (const auto& [silence, found] : worst_first(results)) {
        const Measurement& measurement = *found;
        // The evidence goes to the finding that it speaks for.
        Finding& finding = silence.dead > 0 ? dead : open;
        for (const char* name : {"silent_channels", "waking_channels", "silent_rate_bound", "rarest_rate_bound"})
            finding.evidence.push_back(evidence_of(measurement, *find_estimate(measurement, name)));
        std::int64_t& sites = silence.dead > 0 ? dead_sites : open_sites;
        finding.site = sites++ == 0 ? measurement.site : "";
        (silence.dead > 0 ? dead_channels : open_channels) += silence.dead > 0 ? silence.dead : silence.silent;
    }

    std::vector<Finding> findings;
    const auto layers = [](std::int64_t n) {
        return n == 1 ? std::string("one layer") : std::to_string(n) + " layers";
    };
    if (dead_sites > 0) {
        dead.sentence = "At least " + with_commas(dead_channels) + " channels in " + layers(dead_sites) +
                        " never fire: the firing rates of the others leave no room for them to wake up on more data.";
        dead.advice =
            "They can be cut out without changing any answer on data like these. If you train the network again: a "
            "smaller learning "
            "rate, another initial bias or a leaky rectifier keeps channels alive.";
        findings.push_back(dead);
    }
    if (open_sites > 0) {
        open.sentence = with_commas(open_channels) + " channels in " + layers(open_sites) +
                        " did not fire on these samples; on so few samples, or beside others that fire as seldom, they "
                        "may only be rare.";
        open.advice = "Measure on more samples before cutting anything out.";
        findings.push_back(open);
    }
    return findings;
}

const Claim claim{.info = {.name = "channels_never_excited",
                           .view = View::machine,
                           .sentence = "Some channels of a nonlinearity never fire.",
                           .rule = "Silent channels less those that Chao's estimate expects to wake up, less 2.13 of "
                                   "its standard errors, are at least one, and at 95 % confidence they fire in at most "
                                   "5 % of samples (Wilks: 59 samples): warning. Where no channel fired in one sample "
                                   "only: the 95 % bound on the rate of a silent channel lies below that of the rarest "
                                   "channel that fires. Undecided otherwise.",
                           .reference = "A. Chao, Biometrics 43, 783 (1987); S. Wilks, Ann. Math. Stat. 12, 91 (1941)",
                           .reads = {{"excitation", "silent_channels"}}},
                  .judge = judge_silence};
const Registered<Claim> registered_here{claim};

}  // namespace
}  // namespace blackbody

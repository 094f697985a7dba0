#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// The measurement of `momentum` at the site of least depth, or null.
const Measurement* first_filters(const Results& results) {
    const Measurement* first = nullptr;
    int depth = 0;
    for (const Measurement& measurement : results.measurements) {
        const SiteInfo* site = site_info_of(results, measurement.site);
        if (measurement.observable != "momentum" || !site || (first && site->depth >= depth)) continue;
        first = &measurement, depth = site->depth;
    }
    return first;
}

/// A quantity, and on which side of its null a filter that picks wave vectors lies.
struct Sign {
    const char* quantity;
    Standing selective;
};
constexpr Sign signs[] = {{"bits", Standing::above}, {"coherence", Standing::above}, {"bandwidth", Standing::below}};

std::vector<Finding> judge_filters(const Results& results) {
    const Measurement* filters = first_filters(results);
    if (filters == nullptr) return {};
    Finding finding{.claim = "filters_without_momentum", .site = filters->site};

    // Count on which of the three quantities the filters beat all random kernels, and all of the same amplitudes.
    int beats_random = 0, beats_matched = 0, read = 0;
    for (const auto& [quantity, selective] : signs) {
        const Estimate* estimate = find_estimate(*filters, quantity);
        const Null* random = estimate ? find_null(*estimate, "random_kernels") : nullptr;
        const Null* matched = estimate ? find_null(*estimate, "amplitude_matched_kernels") : nullptr;
        if (!random || !matched || !standing(*random) || !standing(*matched)) continue;
        finding.evidence.push_back(evidence_with_nulls(*filters, *estimate));
        beats_random += standing(*random) == selective, beats_matched += standing(*matched) == selective, ++read;
    }
    if (read < 3) {
        finding.verdict = Verdict::undecided;
        finding.sentence =
            "Whether the first filters pick wave vectors was not decided: fewer than 19 draws of the nulls.";
        finding.advice = "Measure with nulls.";
        return {finding};
    }

    if (beats_random == 0) {
        finding.verdict = Verdict::advice;
        finding.sentence =
            "The first filters carry no momentum: neither what they tell of the wave vector, nor their direction, nor "
            "their sharpness is beyond that of random kernels of the same strength.";
        finding.advice =
            "Check that the first layer was trained and not frozen at its start, and that the input has spatial "
            "structure; a larger kernel or a smaller learning rate there may help.";
    } else if (beats_matched == 0) {
        finding.verdict = Verdict::note;
        finding.sentence =
            "The first filters pick wave vectors better than random kernels, but no better than kernels of the same "
            "amplitudes with random phases: what they have is in their amplitude spectrum, not in their shape.";
        finding.advice = "Nothing to mend; read momentum numbers against amplitude_matched_kernels.";
    } else {
        return {};
    }
    return {finding};
}

const Claim claim{
    .info =
        {.name = "filters_without_momentum",
         .view = View::micro,
         .sentence = "The filters of the first convolution do not pick wave vectors.",
         .rule =
             "On none of bits (above), coherence (above) and bandwidth (below) the first convolution lies beyond all "
             "draws of random_kernels: advice. Beyond those, but on none beyond all of "
             "amplitude_matched_kernels: a note. Undecided with fewer than 19 draws. Three looks at 1/20 each: "
             "up to 3 in 20 random layers escape.",
         .reference = "docs/physics, M2; band-pass kernels: I. Hadji, R. Wildes, arXiv:2011.14665",
         .reads = {{"momentum", "bits", "random_kernels"}}},
    .judge = judge_filters};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody

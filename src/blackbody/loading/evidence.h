#pragma once
/// The evidence by which the preprocessing `auto` ranks the usual conventions: what the network itself makes of the
/// samples.
#include <optional>

#include "blackbody/base/system.h"
#include "blackbody/loading/ranking.h"

namespace blackbody {

/// With labels -ln p(label) [nat]; without, the entropy of the class probabilities [nat], which is weak evidence.
/// Nothing where the system has no class scores.
std::optional<SampleEvidence> evidence_of(const System& system, bool labelled);

/// How far states on these samples are from what the first batch normalisation remembers of its training: mean over
/// channels of the divergence of two normal laws, ½ (v + m² - 1 - ln v) [nat], m and v of (x - μ)/σ. Nothing where
/// there is no such statistic, or none that was trained.
std::optional<double> divergence_from_training(const System& system, const Dataset& data);

}  // namespace blackbody

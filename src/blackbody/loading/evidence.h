#pragma once
/// The evidence by which `--preprocess auto` ranks the usual conventions: what the network itself makes of the samples.
#include <optional>

#include "blackbody/base/system.h"
#include "blackbody/loading/ranking.h"

namespace blackbody {

/// With labels -ln p(label) [nat]; without, the entropy of the class probabilities [nat], which is weak evidence.
/// Nothing where the system has no class scores.
std::optional<SampleEvidence> evidence_of(const System& system, bool labelled);

}  // namespace blackbody

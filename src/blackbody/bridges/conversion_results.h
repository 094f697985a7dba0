#pragma once
/// What a conversion found, in the form that every command writes: its tables as bars for the whole network, a site for
/// each node with its difference alone and carried, and one for each variant with its agreement and accuracy.
#include "blackbody/base/results.h"
#include "blackbody/bridges/conversion.h"

namespace blackbody {

/// `info`: of the call.
Results results_of(const Conversion& conversion, const Card& system, const DataCard& data, const RunInfo& info);

}  // namespace blackbody

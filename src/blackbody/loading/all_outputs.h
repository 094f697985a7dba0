#pragma once
/// Every output of a system for every sample, in the data's own order: what is compared with stored outputs.
#include "blackbody/base/system.h"

namespace blackbody {

struct NamedOutput {
    std::string name;
    at::Tensor values{};    ///< [N, ...]; undefined where it has no row a sample
    std::string why_not{};  ///< then
};

/// In the order of the file.
std::vector<NamedOutput> all_outputs(const System& system, const Source& data);

}  // namespace blackbody

#pragma once
/// What one claim finds in results that a test made.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "blackbody/base/finding.h"
#include "blackbody/base/results.h"

namespace blackbody::testing {

inline std::vector<Finding> findings_of(const std::string& name, const Results& results) {
    for (const Claim* claim : claims())
        if (claim->info.name == name) return claim->judge(results);
    ADD_FAILURE() << "no claim " << name;
    return {};
}

}  // namespace blackbody::testing

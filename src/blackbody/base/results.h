#pragma once
/// The one stream of results that every writer (terminal, JSON, HTML) reads.
#include <vector>

#include "blackbody/base/card.h"
#include "blackbody/base/finding.h"
#include "blackbody/base/measurement.h"
#include "blackbody/base/site_info.h"

namespace blackbody {

struct Results {
    RunInfo run;
    Card system;
    DataCard data;
    std::vector<SiteInfo> sites;
    std::vector<Measurement> measurements{};
    std::vector<Skip> skipped{};
    std::vector<Finding> findings{};
};

/// Runs every registered claim; warnings first, then advice, undecided, notes; in the order of depth within each.
std::vector<Finding> judge(const Results& results);

}  // namespace blackbody

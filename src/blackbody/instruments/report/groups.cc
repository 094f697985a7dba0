#include "blackbody/instruments/report/groups.h"

#include <algorithm>

namespace blackbody {

std::vector<FindingGroup> grouped(const std::vector<Finding>& findings) {
    std::vector<FindingGroup> groups;
    for (const Finding& finding : findings) {
        const auto hit = std::find_if(groups.begin(), groups.end(), [&](const FindingGroup& group) {
            return group.front()->claim == finding.claim && group.front()->verdict == finding.verdict;
        });
        if (hit == groups.end()) groups.push_back({&finding});
        else hit->push_back(&finding);
    }
    return groups;
}

}  // namespace blackbody

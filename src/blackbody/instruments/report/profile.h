#pragma once
/// What terminal and page draw against depth: every quantity whose record says `profile`, over the sites that have it.
#include <string>
#include <vector>

#include "blackbody/instruments/report/records.h"

namespace blackbody {

struct ProfilePoint {
    const SiteInfo* site;
    const Estimate* estimate;
};

struct Profile {
    const ObservableInfo* observable;
    const QuantityInfo* quantity;
    std::vector<ProfilePoint> points;  ///< in the order of depth, finite values only
};

/// Profiles of at least two points, in the order of views, then of records.
std::vector<Profile> profiles(const Results& results, const Records& records);

/// The estimates of a measurement whose records say `profile` (all of them where none does), and the others.
struct Headline {
    std::vector<const Estimate*> first, rest;
};
Headline headline(const Records& records, const Measurement& measurement);

/// Measurements of observables that were made at one place only: the network as a whole.
std::vector<const Measurement*> whole_network(const Results& results);

/// How many points lie outside every draw of their first null, and how many have one.
struct BeyondNull {
    int beyond = 0, compared = 0;
};
BeyondNull beyond_null(const Profile& profile);

}  // namespace blackbody

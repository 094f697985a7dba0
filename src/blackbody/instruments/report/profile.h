#pragma once
/// What terminal and page draw against depth: every quantity whose record says `profile`, over the sites that have it.
#include <map>
#include <string>
#include <vector>

#include "blackbody/instruments/report/records.h"

namespace blackbody {

struct ProfilePoint {
    const SiteInfo* site;
    const Estimate* estimate;
    bool is_supported = true;  ///< false where the measurement's own `<quantity>_supported` is 0: drawn grey, summed up
                               ///< nowhere
};

/// Sites of one kind whose states were read in one way: what one line may join.
struct ProfileSeries {
    std::string kind;  ///< "nonlinearities", "nonlinearities after a sum", "residual sums"; "" where the profile has no
                       ///< other series
    std::string reading;                 ///< "signed: n = x²": what the instrument says of its states, or ""
    std::vector<ProfilePoint> points{};  ///< in the order of depth, finite values only
};

struct Profile {
    const ObservableInfo* observable;
    const QuantityInfo* quantity;
    std::vector<ProfileSeries> series;  ///< in the order of their first points

    std::size_t size() const;  ///< points of all series
};

/// Of what kind a site's states are, by its name: "" of all that no line need tell apart.
std::map<std::string, std::string> kinds_of(const std::vector<SiteInfo>& sites);

/// Profiles of at least two points, in the order of views, then of records.
std::vector<Profile> profiles(const Results& results, const Records& records);
std::vector<Profile> profiles(Results&&, const Records&) = delete;  // points look into the results

/// The estimates of a measurement whose records say `profile` (all of them where none does), and the others.
struct Headline {
    std::vector<const Estimate*> first, rest;
};
Headline headline(const Records& records, const Measurement& measurement);

/// Measurements of observables that were made at one place only, and that is no layer: the network as a whole.
std::vector<const Measurement*> whole_network(const Results& results, const Records& records);

/// The points that pass their own test.
std::vector<const ProfilePoint*> supported(const ProfileSeries& series);

/// "1 of 56 layers supports a power law", or "" where no point says that it does not.
std::string support(const ProfileSeries& series);

/// How many supported points lie outside every draw of their first null, and how many have one.
struct BeyondNull {
    int beyond = 0, compared = 0;
};
BeyondNull beyond_null(const ProfileSeries& series);

}  // namespace blackbody

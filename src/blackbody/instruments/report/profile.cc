#include "blackbody/instruments/report/profile.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace blackbody {
namespace {

std::vector<ProfilePoint> points_of(const Results& results, const std::string& observable,
                                    const std::string& quantity) {
    std::map<std::string, const SiteInfo*> by_name;
    for (const SiteInfo& site : results.sites) by_name.emplace(site.name, &site);
    std::vector<ProfilePoint> points;
    for (const Measurement& measurement : results.measurements) {
        if (measurement.observable != observable) continue;
        const auto site = by_name.find(measurement.site);
        const Estimate* estimate = find_estimate(measurement, quantity);
        if (site != by_name.end() && estimate != nullptr && std::isfinite(estimate->value))
            points.push_back({site->second, estimate});
    }
    std::stable_sort(points.begin(), points.end(),
                     [](const ProfilePoint& a, const ProfilePoint& b) { return a.site->depth < b.site->depth; });
    return points;
}

}  // namespace

std::vector<Profile> profiles(const Results& results, const Records& records) {
    std::vector<Profile> out;
    for (const View view : {View::micro, View::macro, View::world, View::machine})
        for (const ObservableInfo* observable : records.observables)
            for (const QuantityInfo& quantity : observable->quantities) {
                if (observable->view != view || !quantity.profile) continue;
                Profile profile{observable, &quantity, points_of(results, observable->name, quantity.name)};
                if (profile.points.size() > 1) out.push_back(std::move(profile));
            }
    return out;
}

Headline headline(const Records& records, const Measurement& measurement) {
    Headline out;
    for (const Estimate& estimate : measurement.estimates) {
        const QuantityInfo* info = records.quantity(measurement.observable, estimate.name);
        (info != nullptr && info->profile ? out.first : out.rest).push_back(&estimate);
    }
    if (out.first.empty()) std::swap(out.first, out.rest);
    return out;
}

std::vector<const Measurement*> whole_network(const Results& results) {
    std::map<std::string, int> places;
    for (const Measurement& measurement : results.measurements) ++places[measurement.observable];
    std::vector<const Measurement*> out;
    for (const Measurement& measurement : results.measurements)
        if (places[measurement.observable] == 1) out.push_back(&measurement);
    return out;
}

BeyondNull beyond_null(const Profile& profile) {
    BeyondNull count;
    for (const ProfilePoint& point : profile.points) {
        if (point.estimate->nulls.empty()) continue;
        ++count.compared;
        count.beyond += beyond(point.estimate->nulls.front());
    }
    return count;
}

}  // namespace blackbody

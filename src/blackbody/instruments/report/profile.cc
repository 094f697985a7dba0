#include "blackbody/instruments/report/profile.h"

#include <algorithm>
#include <cmath>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/report/dots.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// How the instrument says it read the states.
std::string reading_of(const Measurement& measurement) { return join(facts_of(measurement, facts::states), "; "); }

void add(std::vector<ProfileSeries>& all, const std::string& kind, const std::string& reading, ProfilePoint point) {
    auto hit = std::find_if(all.begin(), all.end(),
                            [&](const ProfileSeries& s) { return s.kind == kind && s.reading == reading; });
    if (hit == all.end()) hit = all.insert(all.end(), {kind, reading});
    hit->points.push_back(point);
}

/// Only a fit has such a test: alpha of a tail.
bool is_supported(const Measurement& measurement, const std::string& quantity) {
    const Estimate* own = find_estimate(measurement, quantity + "_supported");
    return own == nullptr || own->value != 0;
}

std::vector<ProfileSeries> series_of(const Results& results, const std::string& observable,
                                     const std::string& quantity) {
    std::map<std::string, const SiteInfo*> by_name;
    for (const SiteInfo& site : results.sites) by_name.emplace(site.name, &site);
    std::map<std::string, std::string> kinds = kinds_of(results.sites);
    std::vector<ProfileSeries> all;
    for (const Measurement& measurement : results.measurements) {
        if (measurement.observable != observable) continue;
        const auto site = by_name.find(measurement.site);
        const Estimate* estimate = find_estimate(measurement, quantity);
        if (site != by_name.end() && estimate != nullptr && std::isfinite(estimate->value))
            add(all, kinds[measurement.site], reading_of(measurement),
                {site->second, estimate, is_supported(measurement, quantity)});
    }
    for (ProfileSeries& series : all)
        std::stable_sort(series.points.begin(), series.points.end(),
                         [](const ProfilePoint& a, const ProfilePoint& b) { return a.site->depth < b.site->depth; });
    std::stable_sort(all.begin(), all.end(), [](const ProfileSeries& a, const ProfileSeries& b) {
        return a.points.front().site->depth < b.points.front().site->depth;
    });
    if (all.size() == 1) all.front().kind.clear();
    return all;
}

}  // namespace

/// Where states of different nature live. Behind a residual sum a nonlinearity sees what all blocks before added up,
/// inside a block what one convolution made. Weights into any site are of one kind.
std::map<std::string, std::string> kinds_of(const std::vector<SiteInfo>& sites) {
    std::map<std::string, std::string> kinds;
    bool behind_sum = false;
    for (const SiteInfo& site : sites) {
        if (site.role == Role::nonlinearity)
            kinds[site.name] = behind_sum ? "nonlinearities after a sum" : "nonlinearities";
        if (site.role == Role::residual) kinds[site.name] = "residual sums";
        behind_sum = site.role == Role::residual;
    }
    return kinds;
}

std::size_t Profile::size() const {
    std::size_t sum = 0;
    for (const ProfileSeries& one : series) sum += one.points.size();
    return sum;
}

std::vector<Profile> profiles(const Results& results, const Records& records) {
    std::vector<Profile> out;
    for (const View view : {View::micro, View::macro, View::world, View::practical})
        for (const ObservableInfo* observable : records.observables)
            for (const QuantityInfo& quantity : observable->quantities) {
                if (observable->view != view || !quantity.profile) continue;
                Profile profile{observable, &quantity, series_of(results, observable->name, quantity.name)};
                if (profile.size() > 1) out.push_back(std::move(profile));
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

namespace {

/// A layer's number is the layer's, also where no other layer has one: a network with one convolution. Its class scores
/// and its output are the network's, and so is what other commands than open measure.
bool is_of_whole(const Results& results, const Records& records, const Measurement& measurement) {
    const ObservableInfo* info = records.observable(measurement.observable);
    if (info != nullptr && info->command != "open") return true;
    const SiteInfo* site = find_site(results, measurement.site);
    return site == nullptr || site->role == Role::logits || site->role == Role::output;
}

}  // namespace

std::vector<const Measurement*> whole_network(const Results& results, const Records& records) {
    std::map<std::string, int> places;
    for (const Measurement& measurement : results.measurements) ++places[measurement.observable];
    std::vector<const Measurement*> out;
    for (const Measurement& measurement : results.measurements)
        if (places[measurement.observable] == 1 && is_of_whole(results, records, measurement))
            out.push_back(&measurement);
    return out;
}

std::vector<const ProfilePoint*> supported(const ProfileSeries& series) {
    std::vector<const ProfilePoint*> points;
    for (const ProfilePoint& point : series.points)
        if (point.is_supported) points.push_back(&point);
    return points;
}

std::string support(const ProfileSeries& series) {
    const std::size_t count = supported(series).size();
    if (count == series.points.size()) return "";
    return std::to_string(count) + " of " + std::to_string(series.points.size()) +
           (count == 1 ? " layers supports" : " layers support") + " a power law";
}

BeyondNull beyond_null(const ProfileSeries& series) {
    BeyondNull count;
    for (const ProfilePoint* point : supported(series)) {
        if (point->estimate->nulls.empty() || !standing(point->estimate->nulls.front())) continue;
        ++count.compared;
        count.beyond += beyond(point->estimate->nulls.front());
    }
    return count;
}

}  // namespace blackbody

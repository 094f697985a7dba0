#pragma once
/// What an observable found at a site, and what it did not measure and why.
#include <string>
#include <vector>

#include "blackbody/base/curve.h"
#include "blackbody/base/estimate.h"

namespace blackbody {

/// Channels of a site that have something in common, by their numbers from 0 in ascending order.
struct ChannelList {
    std::string name;   ///< key in JSON and CSV: "dead_channels"
    std::string label;  ///< what they have in common, in words
    std::vector<std::int64_t> channels;
};

struct Measurement {
    std::string observable, site;  ///< names of the ObservableInfo and of the SiteInfo
    std::vector<Estimate> estimates;
    std::vector<Curve> curves{};
    std::vector<std::string> notes{};  ///< fallbacks and choices: "states are signed: n = x²"
    std::vector<ChannelList> lists{};
};

struct Skip {
    std::string observable, site, reason;  ///< site "" = the observable as a whole
};

/// The estimate of that name, or null.
const Estimate* find_estimate(const Measurement& measurement, const std::string& name);

/// The list of that name, or null.
const ChannelList* find_list(const Measurement& measurement, const std::string& name);

/// The measurement of an observable at a site, or null.
const Measurement* find_measurement(const std::vector<Measurement>& measurements, const std::string& observable,
                                    const std::string& site);

}  // namespace blackbody

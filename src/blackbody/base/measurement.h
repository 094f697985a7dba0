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

/// What is so at a site and is no number. Rules and pages read it here; a note says it to people.
struct Fact {
    std::string name;     ///< key in JSON; those that others read are in base/fact_names.h
    std::string words{};  ///< "16 of 400 samples (their label is -100)"; "" where the name says it all
};

struct Measurement {
    std::string observable, site;  ///< names of the ObservableInfo and of the SiteInfo
    std::vector<Estimate> estimates;
    std::vector<Curve> curves{};
    std::vector<std::string> notes{};  ///< fallbacks and choices: "states are signed: n = x²"
    std::vector<ChannelList> lists{};
    std::vector<Fact> facts{};
    std::string from{};  ///< of two sites at once: the earlier one; "" where it is of `site` alone
};

struct Skip {
    std::string observable, site, reason;  ///< site "" = the observable as a whole
};

/// The estimate of that name, or null.
const Estimate* find_estimate(const Measurement& measurement, const std::string& name);

/// The list of that name, or null.
const ChannelList* find_list(const Measurement& measurement, const std::string& name);

/// The words of every fact of that name, in their order.
std::vector<std::string> facts_of(const Measurement& measurement, const std::string& name);

bool has_fact(const Measurement& measurement, const std::string& name);

/// The measurement of an observable at a site, or null; the first of several from other sites.
const Measurement* find_measurement(const std::vector<Measurement>& measurements, const std::string& observable,
                                    const std::string& site);
/// That from this site, or null; "" is that of `site` alone.
const Measurement* find_measurement(const std::vector<Measurement>& measurements, const std::string& observable,
                                    const std::string& site, const std::string& from);

}  // namespace blackbody

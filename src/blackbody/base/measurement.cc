#include "blackbody/base/measurement.h"

namespace blackbody {

const Estimate* find_estimate(const Measurement& measurement, const std::string& name) {
    for (const Estimate& estimate : measurement.estimates)
        if (estimate.name == name) return &estimate;
    return nullptr;
}

const ChannelList* find_list(const Measurement& measurement, const std::string& name) {
    for (const ChannelList& list : measurement.lists)
        if (list.name == name) return &list;
    return nullptr;
}

std::vector<std::string> facts_of(const Measurement& measurement, const std::string& name) {
    std::vector<std::string> words;
    for (const Fact& fact : measurement.facts)
        if (fact.name == name) words.push_back(fact.words);
    return words;
}

bool has_fact(const Measurement& measurement, const std::string& name) { return !facts_of(measurement, name).empty(); }

const Measurement* find_measurement(const std::vector<Measurement>& measurements, const std::string& observable,
                                    const std::string& site) {
    for (const Measurement& measurement : measurements)
        if (measurement.observable == observable && measurement.site == site) return &measurement;
    return nullptr;
}

const Measurement* find_measurement(const std::vector<Measurement>& measurements, const std::string& observable,
                                    const std::string& site, const std::string& from) {
    for (const Measurement& measurement : measurements)
        if (measurement.observable == observable && measurement.site == site && measurement.from == from)
            return &measurement;
    return nullptr;
}

}  // namespace blackbody

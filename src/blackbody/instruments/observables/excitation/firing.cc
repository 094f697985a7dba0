#include "blackbody/instruments/observables/excitation/firing.h"

#include <algorithm>
#include <cmath>

namespace blackbody {

void Firings::add(const std::vector<std::int32_t>& by_sample, std::int64_t samples_added, std::int64_t channels,
                  std::int64_t places_seen) {
    values.resize(static_cast<std::size_t>(channels)), in_samples.resize(static_cast<std::size_t>(channels));
    samples += samples_added, places = places_seen;
    for (std::int64_t n = 0; n < samples_added; ++n) {
        const std::int32_t* counts = by_sample.data() + n * channels;
        for (std::size_t c = 0; c < values.size(); ++c) values[c] += counts[c], in_samples[c] += counts[c] > 0;
    }
}

void Firings::merge(const Firings& other) {
    if (other.samples == 0) return;
    values.resize(other.values.size()), in_samples.resize(other.values.size());
    samples += other.samples, places = other.places;
    for (std::size_t c = 0; c < values.size(); ++c) values[c] += other.values[c], in_samples[c] += other.in_samples[c];
    add_broken(other.broken);
}

void Firings::add_broken(const std::vector<bool>& channels) {
    broken.resize(std::max(broken.size(), channels.size()));
    for (std::size_t c = 0; c < channels.size(); ++c) broken[c] = broken[c] || channels[c];
}

std::vector<std::int64_t> silent_channels(const Firings& firings) {
    std::vector<std::int64_t> silent;
    for (std::size_t c = 0; firings.samples > 0 && c < firings.in_samples.size(); ++c)
        if (firings.in_samples[c] == 0 && !(c < firings.broken.size() && firings.broken[c]))
            silent.push_back(static_cast<std::int64_t>(c));
    return silent;
}

double silent_rate_bound(std::int64_t samples) {
    return samples > 0 ? -std::expm1(std::log(0.05) / static_cast<double>(samples)) : 1;
}

}  // namespace blackbody

#pragma once
/// Which channels fire. A channel fires in a sample if at least one of its places holds a value above zero.
///
/// Of the channels that did not fire in any of N samples some are dead and some are only rare: each of them fires, at
/// 95 % confidence, in less than 1 - 0.05^(1/N) of samples (Clopper and Pearson, Biometrika 26, 404 (1934); about 3/N).
/// The rates of other channels say nothing about it. Which of them rest for good: resting.h.
#include <cstdint>
#include <vector>

namespace blackbody {

/// Counts by channel.
struct Firings {
    std::int64_t samples = 0, places = 0;
    std::vector<std::int64_t> values;      ///< [C] values above zero, over samples and places
    std::vector<std::int64_t> in_samples;  ///< [C] samples with at least one value above zero
    std::vector<bool> broken{};            ///< [C] or empty: channels that held a value that is no number

    void add(const std::vector<std::int32_t>& by_sample, std::int64_t samples_added, std::int64_t channels,
             std::int64_t places_seen);
    void merge(const Firings& other);
    void add_broken(const std::vector<bool>& channels);
};

/// The channels that never fired, in ascending order; of those that held NaN or infinity nothing is known.
std::vector<std::int64_t> silent_channels(const Firings& firings);

/// A channel that is silent in so many samples fires in at most this share of samples, at 95 %.
double silent_rate_bound(std::int64_t samples);

}  // namespace blackbody

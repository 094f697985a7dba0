#pragma once
/// Which channels fire, and how many of the silent ones would still wake up on more data.
///
/// A channel fires in a sample if at least one of its places holds a value above zero. Of the channels that did not
/// fire in any of N samples some are dead and some are only rare. How many are rare is extrapolated from the rarest
/// that did fire, as ecologists count unseen species: with Q₁ channels seen in exactly one sample and Q₂ in exactly
/// two,
///
///   W = (N-1)/N · Q₁²/(2 Q₂)          (Chao2; Q₂ = ½ where there is none; at most the number of silent channels)
///
/// is the expected number of silent channels that would fire sooner or later. Trap: a lower bound of the truth where
/// rates differ by orders of magnitude; a channel that fires less than once in 10 N samples is dead for this data.
/// Ref: A. Chao, "Estimating the population size for capture-recapture data with unequal catchability", Biometrics 43,
/// 783 (1987); bound on a rate never seen: 1 - 0.05^(1/N), Clopper and Pearson (1934).
#include <cstdint>
#include <vector>

namespace blackbody {

/// Counts by channel.
struct Firings {
    std::int64_t samples = 0, places = 0;
    std::vector<std::int64_t> values;      ///< [C] values above zero, over samples and places
    std::vector<std::int64_t> in_samples;  ///< [C] samples with at least one value above zero

    void add(const std::vector<std::int32_t>& by_sample, std::int64_t samples_added, std::int64_t channels,
             std::int64_t places_seen);
    void merge(const Firings& other);
};

struct SilentChannels {
    std::int64_t silent = 0;       ///< channels that never fired
    double waking = 0;             ///< W
    double waking_error = 0;       ///< standard error of W (Chao 1987); 0 where Q₁ = 0
    bool anything_rare = false;    ///< Q₁ > 0: W has a measured error
    double silent_rate_bound = 1;  ///< a silent channel fires in at most this share of samples, at 95 %
    double rarest_rate_bound = 0;  ///< the rarest channel that fires does so in at least this share, at 95 %
};

SilentChannels silent_channels(const Firings& firings);

/// Lower 95 % bound of a rate seen k times in n (Clopper and Pearson).
double lower_rate_bound(std::int64_t k, std::int64_t n);

}  // namespace blackbody

#pragma once
/// Mean and variance of each channel against what was expected of them, with sampling errors.
///
/// With d = (x - μ)/σ for a channel whose running mean and variance are μ and σ²: shift s = ⟨d⟩, variance ratio
/// v = ⟨d²⟩ - s², and the divergence of two normal laws
///
///   KL = (v + s² - 1 - ln v)/2   [nat]
///
/// Errors: delete-one-block jackknife for every channel. Times √N they are the spread of one sample's value, the unit
/// in which a shift is large or small. Trap: running statistics are themselves averages over the last batches of
/// training, so a shift beyond the sampling error can still be theirs.
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace blackbody {

/// Sums of one block of samples, by channel.
struct ChannelSums {
    std::int64_t samples = 0;
    double values = 0;           ///< values a channel
    std::vector<double> d1, d2;  ///< [C] Σ d, Σ d²
    void merge(const ChannelSums& other, double sign = 1);
};

struct ChannelGap {
    double shift = 0, shift_error = 0;          ///< s
    double log_ratio = 0, log_ratio_error = 0;  ///< ln v
    double divergence = 0;
};

/// One a channel; errors are infinite where there are fewer than two blocks.
std::vector<ChannelGap> channel_gaps(const std::vector<ChannelSums>& blocks);

}  // namespace blackbody

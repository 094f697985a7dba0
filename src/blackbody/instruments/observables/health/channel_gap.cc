#include "blackbody/instruments/observables/health/channel_gap.h"

#include <cmath>
#include <limits>

namespace blackbody {
namespace {

ChannelGap gap_of(const ChannelSums& sums, std::size_t c) {
    ChannelGap gap;
    gap.shift = sums.d1[c] / sums.values;
    const double ratio = sums.d2[c] / sums.values - gap.shift * gap.shift;
    gap.log_ratio = std::log(ratio);
    gap.divergence = (ratio + gap.shift * gap.shift - 1 - gap.log_ratio) / 2;
    return gap;
}

/// Standard error from sums over the replicates that leave one block out.
double jackknife_error(double sum, double squares, double blocks) {
    return std::sqrt(std::max(0., (blocks - 1) / blocks * (squares - sum * sum / blocks)));
}

}  // namespace

void ChannelSums::merge(const ChannelSums& other, double sign) {
    d1.resize(other.d1.size()), d2.resize(other.d2.size());
    samples += sign > 0 ? other.samples : -other.samples, values += sign * other.values;
    for (std::size_t c = 0; c < other.d1.size(); ++c) d1[c] += sign * other.d1[c], d2[c] += sign * other.d2[c];
}

std::vector<ChannelGap> channel_gaps(const std::vector<ChannelSums>& blocks) {
    ChannelSums all;
    for (const ChannelSums& block : blocks) all.merge(block);
    std::vector<ChannelGap> gaps;
    for (std::size_t c = 0; c < all.d1.size(); ++c) gaps.push_back(gap_of(all, c));

    // Each block left out once.
    const std::size_t channels = gaps.size();
    std::vector<double> s(channels), s2(channels), r(channels), r2(channels);
    for (const ChannelSums& block : blocks) {
        ChannelSums rest = all;
        rest.merge(block, -1);
        for (std::size_t c = 0; c < channels; ++c) {
            // Differences from the whole, so that squares keep their digits.
            const ChannelGap without = gap_of(rest, c);
            const double ds = without.shift - gaps[c].shift, dr = without.log_ratio - gaps[c].log_ratio;
            s[c] += ds, s2[c] += ds * ds, r[c] += dr, r2[c] += dr * dr;
        }
    }
    const double b = static_cast<double>(blocks.size());
    for (std::size_t c = 0; c < channels; ++c) {
        gaps[c].shift_error = b < 2 ? std::numeric_limits<double>::infinity() : jackknife_error(s[c], s2[c], b);
        gaps[c].log_ratio_error = b < 2 ? std::numeric_limits<double>::infinity() : jackknife_error(r[c], r2[c], b);
    }
    return gaps;
}

}  // namespace blackbody

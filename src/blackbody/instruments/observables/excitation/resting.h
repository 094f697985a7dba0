#pragma once
/// Channels that never fired: whether they are at rest for good, from what their nonlinearity acts on.
///
/// A channel that is silent in N samples fires, at 95 %, in less than 1 - 0.05^(1/N) of them (about 3/N): that is all
/// that silence says. What the nonlinearity acts on says more. Let z be its highest value in one sample and θ the level
/// up to which the nonlinearity rests. The k = N/10 (10 to 100) largest z above the next one, u, follow nearly a
/// generalised Pareto law, so that
///
///   P(z > θ) = k/N (1 + ξ (θ-u)/β)^(-1/ξ)
///
/// and its upper bound is the largest value over all (ξ, β) whose log-likelihood, with ξ ~ N(0, 0.1²) in front, lies at
/// most 9/2 below the best (three standard errors: one channel in 740). ξ is held near 0 because sums of many terms
/// have tails between a normal and an exponential law; the width lets Student's t with three degrees pass.
///
/// Rule, fixed by simulation before it was used (resting.rates.cc): dead where N >= 598 (a silent channel fires in at
/// most 0.5 % of samples) and the bound is below min(1/3000, 1/N). Trap: samples of a kind that none of the N belongs
/// to may still wake the channel: nothing but interval bounds (base/bounds.h) excludes them.
/// Ref: J. Pickands, Annals of Statistics 3, 119 (1975); prior on ξ: S. Coles, M. Dixon, Extremes 2, 5 (1999).
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "blackbody/base/nonlinearity.h"

namespace blackbody {

/// Names of the lists of channels of a measurement of excitation.
inline constexpr char silent_list[] = "silent_channels", dead_list[] = "dead_channels",
                      proven_list[] = "proven_channels", resting_list[] = "resting_channels";

/// Up to which argument a nonlinearity gives the same value always, to 1e-7; nothing for those that never rest
/// (LeakyRelu) or whose level depends on settings. `lowest`: the smallest value that the layer gave (for Clip).
std::optional<double> rest_level(Nonlinearity kind, double lowest);

/// The highest arguments of one channel, one a sample.
struct ChannelTail {
    static constexpr std::size_t kept = 101;
    std::int64_t samples = 0;
    std::vector<float> top;  ///< the largest of them, unordered, at most twice `kept`
    void add(float highest);
    void merge(const ChannelTail& other);
    double highest() const;
};

/// Upper bound of the share of samples whose highest argument lies above `level`; 1 where the tail does not tell: few
/// samples, values that tie, or a level that was reached.
double waking_bound(const ChannelTail& tail, double level);

/// Whether so few samples of a silent channel can be extrapolated at all, and the rate below which it counts as dead.
bool may_extrapolate(std::int64_t samples);
double dead_below(std::int64_t samples);

/// The tails of those channels that have not fired yet.
class SilentTails {
  public:
    /// highest [N, C] row-major; fired [N, C]: how many places of a channel fired in a sample.
    void add(const float* highest, const std::vector<std::int32_t>& fired, std::int64_t samples, std::int64_t channels);
    /// From now on nothing is known: a state came without its argument.
    void give_up() { is_whole_ = false, tails_.clear(); }
    void merge(const SilentTails& other);
    const std::map<std::int64_t, ChannelTail>& by_channel() const { return tails_; }

  private:
    bool is_whole_ = true;
    std::int64_t samples_ = 0;
    std::map<std::int64_t, ChannelTail> tails_;  ///< channels that were silent in every sample so far
};

}  // namespace blackbody

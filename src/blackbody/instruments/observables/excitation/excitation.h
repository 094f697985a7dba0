#pragma once
/// A layer's values as a distribution of excited quasi-particles. What each number is: excitation.info.cc.
///
/// States [N, C, Y, X], [N, T, U] or [N, U]; a unit is one (channel, y, x). One accumulator computes everything from
/// one reading of each state. Memory: two counters a channel, 10 kB of bins, and three numbers a fixed sample.
#include <optional>
#include <vector>

#include "blackbody/base/observable.h"
#include "blackbody/instruments/observables/excitation/dimension.h"
#include "blackbody/instruments/observables/excitation/firing.h"
#include "blackbody/instruments/observables/excitation/kernel.h"
#include "blackbody/instruments/observables/excitation/moments.h"
#include "blackbody/instruments/observables/excitation/resting.h"
#include "blackbody/instruments/observables/excitation/tail.h"

namespace blackbody {

/// The bounds of a nonlinearity, where it has any.
struct Bounds {
    bool bounded = false;
    bool ties = false;  ///< bounds are the extreme values themselves where several values tie there (Clip: ReLU6)
    float low = -std::numeric_limits<float>::infinity(), high = std::numeric_limits<float>::infinity();
};

/// Within √ε of float32 of a bound the derivative of a sigmoid or tanh is lost in rounding; those values are saturated.
Bounds bounds_of(Nonlinearity kind);

/// Entropy of the shares p = n/Σn, averaged over samples with any excitation.
struct EntropySums {
    double total = 0;
    std::int64_t samples = 0;
    /// From Σ n and Σ n ln n of one sample: H = ln Σn - Σ n ln n / Σn.
    void add(double n, double n_ln_n);
    double mean() const { return total / static_cast<double>(samples); }
};

class ExcitationAccumulator : public Accumulator {
  public:
    ExcitationAccumulator(const SiteInfo& site, const InstrumentOptions& options);
    void add(const State& state) override;
    void add_fixed(const State& state) override;
    void merge(const Accumulator& other) override;
    std::unique_ptr<Accumulator> fresh() const override;
    std::vector<NamedValue> result() const override;
    std::vector<Curve> curves() const override;
    std::vector<std::string> notes() const override;
    std::vector<Fact> facts() const override;
    std::vector<ChannelList> lists() const override;

  private:
    void add_sample(const SampleSums& sums, const ReadingScale& reading);
    void count_ties(const StateView& view, ReadingScale reading, std::vector<SampleSums>& sums,
                    std::vector<std::int32_t>& firings);
    void see_arguments(const State& state, const std::vector<std::int32_t>& firings);
    bool is_signed() const { return min_ < 0; }
    std::int64_t saturated() const;
    FamilyVerdict families() const;
    std::optional<Uncertainty> error_of_moment(double kurtosis, double samples_each) const;

    std::string axes_;
    Nonlinearity kind_;
    Bounds bounds_;
    InstrumentOptions options_;
    EntropySums rectified_, squared_;
    Moments moments_;
    Firings firings_;
    SilentTails tails_;
    std::vector<Dimension> dimensions_;
    std::vector<TailBins> positive_, negative_;  ///< one a block of samples, for Vuong's test
    std::int64_t samples_ = 0, units_ = 0, values_ = 0, fired_ = 0, zero_ = 0, at_low_ = 0, at_high_ = 0,
                 non_finite_ = 0;
    bool is_complex_ = false;
    float min_ = std::numeric_limits<float>::infinity(), max_ = -std::numeric_limits<float>::infinity();
};

}  // namespace blackbody

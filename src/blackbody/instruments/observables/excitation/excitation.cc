#include "blackbody/instruments/observables/excitation/excitation.h"

#include <algorithm>
#include <cmath>

#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr float unbounded = std::numeric_limits<float>::infinity();
constexpr float root_epsilon = 3.4526698e-4f;  ///< √(2^-23)

Fit fits(const Site& site, const InstrumentOptions&) {
    return site.info.role == Role::nonlinearity || site.info.role == Role::residual ? Fit::yes() : Fit::no();
}

std::unique_ptr<Accumulator> start(const Site& site, const InstrumentOptions& options) {
    return std::make_unique<ExcitationAccumulator>(site.info, options);
}

const Observable excitation{.name = "excitation", .fits = fits, .start = start, .reads_before = true};
const Registered<Observable> entry{excitation};

std::int64_t most_fixed(std::int64_t samples) { return std::min<std::int64_t>(samples, 256); }

/// Appends value and name, unless the data have no such number.
void put(std::vector<NamedValue>& values, NamedValue value) {
    if (std::isfinite(value.value)) values.push_back(std::move(value));
}

}  // namespace

Bounds bounds_of(Nonlinearity kind) {
    switch (kind) {
        case Nonlinearity::sigmoid:
        case Nonlinearity::hard_sigmoid:
            return {true, false, root_epsilon, 1 - root_epsilon};
        case Nonlinearity::tanh:
        case Nonlinearity::erf:
        case Nonlinearity::softsign:
            return {true, false, -1 + root_epsilon / 2, 1 - root_epsilon / 2};
        case Nonlinearity::softmax:
            return {true, false, -unbounded, 1 - root_epsilon};
        case Nonlinearity::clip:
            return {true, true, -unbounded, unbounded};
        default:
            return {};
    }
}

namespace {

/// Channels that hold a value which is no number.
std::vector<bool> broken_channels(const StateView& view) {
    const bool last = view.layout == StateView::Layout::channels_last;
    const at::Tensor whole = at::isfinite(view.keep);
    const at::Tensor finite = last ? whole.reshape({-1, view.channels}).all(0)
                                   : whole.reshape({view.samples, view.channels, view.places}).all(2).all(0);
    const at::Tensor host = finite.contiguous();
    std::vector<bool> broken(static_cast<std::size_t>(view.channels));
    for (std::size_t c = 0; c < broken.size(); ++c) broken[c] = !host.const_data_ptr<bool>()[c];
    return broken;
}

}  // namespace

void EntropySums::add(double n, double n_ln_n) {
    if (!(n > 0)) return;
    total += std::log(n) - n_ln_n / n, ++samples;
}

ExcitationAccumulator::ExcitationAccumulator(const SiteInfo& site, const InstrumentOptions& options)
    : axes_(site.axes), kind_(nonlinearity_of(site.op)), bounds_(bounds_of(kind_)), options_(options) {}

std::unique_ptr<Accumulator> ExcitationAccumulator::fresh() const {
    SiteInfo site;
    site.axes = axes_;
    auto empty = std::make_unique<ExcitationAccumulator>(site, options_);
    empty->kind_ = kind_, empty->bounds_ = bounds_;
    if (bounds_.ties) empty->bounds_.low = -unbounded, empty->bounds_.high = unbounded;
    return empty;
}

void ExcitationAccumulator::add(const State& state) {
    const StateView view = view_of(state.values, axes_);
    if (view.samples == 0 || view.units() == 0) return;

    // Everything that is summed, in one reading.
    ReadingScale reading = reading_for(view);
    reading.low = bounds_.low, reading.high = bounds_.high;
    std::vector<SampleSums> sums;
    std::vector<std::int32_t> firings;
    sum_state(view, reading, sums, firings);
    if (bounds_.ties) count_ties(view, reading, sums, firings);
    for (const SampleSums& sample : sums) add_sample(sample, reading);
    is_complex_ = state.values.is_complex();
    firings_.add(firings, view.samples, view.channels, view.places);
    const bool is_broken = std::any_of(sums.begin(), sums.end(), [](const SampleSums& s) { return s.non_finite > 0; });
    if (is_broken) firings_.add_broken(broken_channels(view));
    samples_ += view.samples, units_ = view.units();
    see_arguments(state, firings);

    // A subset of the values in bins, for the laws.
    if (!options_.as_null) {
        if (positive_.empty()) positive_.resize(1), negative_.resize(1);
        bin_excited_values(view, positive_.front(), negative_.front());
    }
}

void ExcitationAccumulator::see_arguments(const State& state, const std::vector<std::int32_t>& firings) {
    if (!state.before.defined() || state.before.is_complex()) return tails_.give_up();

    // The highest value of each channel in each sample, [N, C].
    const StateView view = view_of(state.before, axes_);
    const bool last = view.layout == StateView::Layout::channels_last;
    const at::Tensor highest = last ? view.keep.reshape({view.samples, view.places, view.channels}).amax(1)
                                    : view.keep.reshape({view.samples, view.channels, view.places}).amax(2);
    tails_.add(highest.contiguous().const_data_ptr<float>(), firings, view.samples, view.channels);
}

void ExcitationAccumulator::add_fixed(const State& state) {
    if (state.values.is_complex())
        return dimensions_.push_back(dimension_of(state.values.narrow(0, 0, most_fixed(state.values.size(0)))));
    const StateView view = view_of(state.values, axes_);
    dimensions_.push_back(dimension_of(view.keep.narrow(0, 0, most_fixed(view.samples))));
}

void ExcitationAccumulator::add_sample(const SampleSums& s, const ReadingScale& reading) {
    rectified_.add(s.rectified, s.rectified_log), squared_.add(s.squared, s.squared_log);
    const double powers[4] = {s.d1, s.d2, s.d3, s.d4};
    moments_.merge(
        Moments::from_powers(static_cast<double>(s.values), powers, reading.pivot, 1. / reading.inverse_scale));
    values_ += s.values, fired_ += s.positive, zero_ += s.zero, at_low_ += s.at_low, at_high_ += s.at_high,
        non_finite_ += s.non_finite;
    min_ = std::min(min_, s.min), max_ = std::max(max_, s.max);
}

void ExcitationAccumulator::count_ties(const StateView& view, ReadingScale reading, std::vector<SampleSums>& sums,
                                       std::vector<std::int32_t>& firings) {
    float low = unbounded, high = -unbounded;
    for (const SampleSums& s : sums) low = std::min(low, s.min), high = std::max(high, s.max);

    // A new extreme value: nothing before tied with it, so count again, in this state only. Zero is rest, not a bound.
    const bool lower = low<std::min(0.f, min_), higher = high> max_;
    if (!lower && !higher) return;
    if (lower) bounds_.low = low, at_low_ = 0;
    if (higher) bounds_.high = high, at_high_ = 0;
    reading.low = bounds_.low, reading.high = bounds_.high;
    sum_state(view, reading, sums, firings);
}

void ExcitationAccumulator::merge(const Accumulator& accumulator) {
    const auto& o = dynamic_cast<const ExcitationAccumulator&>(accumulator);
    dimensions_.insert(dimensions_.end(), o.dimensions_.begin(), o.dimensions_.end());
    if (o.samples_ == 0) return;

    // Ties at an extreme value count only if both sides have that value.
    if (bounds_.ties) {
        if (o.min_ < min_) at_low_ = 0, bounds_.low = o.bounds_.low;
        if (o.max_ > max_) at_high_ = 0, bounds_.high = o.bounds_.high;
    }
    if (!bounds_.ties || o.min_ <= min_) at_low_ += o.at_low_;
    if (!bounds_.ties || o.max_ >= max_) at_high_ += o.at_high_;

    is_complex_ |= o.is_complex_;
    rectified_.total += o.rectified_.total, rectified_.samples += o.rectified_.samples;
    squared_.total += o.squared_.total, squared_.samples += o.squared_.samples;
    moments_.merge(o.moments_), firings_.merge(o.firings_), tails_.merge(o.tails_);
    positive_.insert(positive_.end(), o.positive_.begin(), o.positive_.end());
    negative_.insert(negative_.end(), o.negative_.begin(), o.negative_.end());
    samples_ += o.samples_, units_ = o.units_, values_ += o.values_, fired_ += o.fired_, zero_ += o.zero_,
                            non_finite_ += o.non_finite_;
    min_ = std::min(min_, o.min_), max_ = std::max(max_, o.max_);
}

std::int64_t ExcitationAccumulator::saturated() const {
    // One value at an extreme is only the largest; two that tie there are a bound.
    const std::int64_t alone = bounds_.ties ? 1 : 0;
    return (at_low_ > alone ? at_low_ : 0) + (at_high_ > alone ? at_high_ : 0);
}

FamilyVerdict ExcitationAccumulator::families() const {
    std::vector<TailBins> blocks = positive_;
    for (std::size_t b = 0; is_signed() && b < blocks.size(); ++b) blocks[b].merge(negative_[b]);
    return best_family(blocks);
}

std::optional<Uncertainty> ExcitationAccumulator::error_of_moment(double kurtosis, double samples_each) const {
    const double needed = samples_each * kurtosis;
    if (kurtosis > 15) return Uncertainty::none("the tail is too heavy: a few values rule it");
    if (samples_ < 20 || static_cast<double>(samples_) < needed || static_cast<double>(values_) < 10 * needed)
        return Uncertainty::none(
            "too few samples for so heavy a tail: " + with_commas(std::llround(std::max(20., needed))) + " are needed");
    return std::nullopt;  // of blocks
}

std::vector<NamedValue> ExcitationAccumulator::result() const {
    std::vector<NamedValue> v;
    const double n = static_cast<double>(samples_), values = static_cast<double>(values_);
    const Uncertainty counted = Uncertainty::none("a count on these samples");
    put(v, {"non_finite", static_cast<double>(non_finite_), samples_, counted});
    if (samples_ == 0 || values_ == 0) return v;

    // The distribution over units.
    const EntropySums& entropy = is_signed() ? squared_ : rectified_;
    const double units = static_cast<double>(units_);
    put(v, {"entropy", entropy.mean(), entropy.samples});
    put(v, {"effective_units", std::exp(entropy.mean()), entropy.samples});
    put(v, {"effective_share", std::exp(entropy.mean()) / units, entropy.samples});
    put(v, {"silent_samples", 1 - static_cast<double>(entropy.samples) / n, samples_});

    // Firing.
    put(v, {"firing_rate", static_cast<double>(fired_) / values, samples_});
    put(v, {"zero_share", static_cast<double>(zero_) / values, samples_});
    put(v, {"silent_channels", static_cast<double>(silent_channels(firings_).size()), samples_, counted});
    put(v, {"silent_rate_bound", silent_rate_bound(samples_), samples_, Uncertainty::none("a bound at 95 %")});
    if (bounds_.bounded) put(v, {"saturated_share", static_cast<double>(saturated()) / values, samples_});

    // Moments and dimension.
    put(v, {"mean", moments_.mean, samples_});
    put(v, {"sd", moments_.sd(), samples_});
    const double kurtosis = moments_.excess_kurtosis() + 3;
    put(v, {"skewness", moments_.skewness(), samples_, error_of_moment(kurtosis, 4)});
    put(v, {"excess_kurtosis", kurtosis - 3, samples_, error_of_moment(kurtosis, 10)});
    const DimensionEstimate dimension = participation_ratio(dimensions_);
    if (std::isfinite(dimension.std_error))
        put(v,
            {"participation_ratio", dimension.value, dimension.samples,
             Uncertainty::of(dimension.std_error, static_cast<int>(std::max<std::int64_t>(1, dimension.samples - 1)))});

    // The laws.
    const FamilyVerdict verdict = families();
    if (verdict.n == 0) return v;
    const char* names[4] = {"fit_normal", "fit_exponential", "fit_log_normal", "fit_power_law"};
    const auto tail = static_cast<std::int64_t>(verdict.n);
    for (std::size_t f = 0; f < 4; ++f) {
        const Comparison& c = verdict.against_best[f];
        put(v, {names[f], c.difference, tail,
                tail_families[f] == verdict.best ? Uncertainty::none("the others are read against this one")
                : std::isfinite(c.std_error)     ? Uncertainty::of(c.std_error, c.degrees)
                                                 : Uncertainty::none("one block of samples only")});
    }
    put(v, {"fit_threshold", verdict.threshold, tail, Uncertainty::none("chosen by a fixed rule")});
    put(v, {"fit_gap", verdict.gap, tail});
    return v;
}

}  // namespace blackbody

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/nonzero.h>

#include <algorithm>
#include <cmath>

#include "blackbody/base/observable.h"
#include "blackbody/instruments/observables/excitation/state_view.h"
#include "blackbody/instruments/observables/health/channel_gap.h"
#include "blackbody/instruments/observables/left_out.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/student.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Keeps the sums of every block apart, since each channel needs an error of its own.
class ExpectationGap : public Accumulator {
  public:
    ExpectationGap(std::string axes, at::Tensor mean, at::Tensor deviation)
        : axes_(std::move(axes)), mean_(std::move(mean)), deviation_(std::move(deviation)) {}
    std::vector<std::string> notes() const override {
        std::vector<std::string> notes;
        if (is_initial()) notes.push_back("the running statistics are at their initial values: mean 0, variance 1");
        add_left_out(facts(), notes);
        return notes;
    }
    std::vector<Fact> facts() const override {
        std::vector<Fact> facts;
        if (is_initial()) facts.push_back({facts::initial_statistics});
        if (broken_ > 0)
            facts.push_back(left_out(with_commas(broken_) + " of " + with_commas(given_) + " samples",
                                     "their states are not all finite"));
        return facts;
    }

    void add(const State& state) override {
        // One value that is no number would take the sums of all samples with it.
        const at::Tensor whole = at::nonzero(at::isfinite(state.values).flatten(1).all(1)).view(-1);
        given_ += state.values.size(0), broken_ += state.values.size(0) - whole.size(0);
        if (whole.size(0) == 0) return;
        const bool is_whole = whole.size(0) == state.values.size(0);
        const StateView view = view_of(is_whole ? state.values : state.values.index_select(0, whole), axes_);

        // d = (x - μ)/σ as [N C P] or [N P C], then its two sums over everything but the channel.
        const bool last = view.layout == StateView::Layout::channels_last;
        at::Tensor x = view.keep.reshape(last ? at::IntArrayRef{-1, view.channels}
                                              : at::IntArrayRef{view.samples, view.channels, -1});
        const at::Tensor d = last ? (x - mean_) / deviation_ : (x - mean_.unsqueeze(1)) / deviation_.unsqueeze(1);
        const auto sum = [&](const at::Tensor& t) {
            return (last ? t.sum(0) : t.sum(at::OptionalIntArrayRef({0, 2}))).to(at::kDouble).contiguous();
        };
        const at::Tensor d1 = sum(d), d2 = sum(d * d);

        ChannelSums sums{view.samples, static_cast<double>(view.samples * view.places), {}, {}};
        sums.d1.assign(d1.const_data_ptr<double>(), d1.const_data_ptr<double>() + view.channels);
        sums.d2.assign(d2.const_data_ptr<double>(), d2.const_data_ptr<double>() + view.channels);
        if (blocks_.empty()) blocks_.resize(1);
        blocks_.front().merge(sums);
    }

    void merge(const Accumulator& other) override {
        const auto& o = dynamic_cast<const ExpectationGap&>(other);
        blocks_.insert(blocks_.end(), o.blocks_.begin(), o.blocks_.end());
        given_ += o.given_, broken_ += o.broken_;
    }

    std::unique_ptr<Accumulator> fresh() const override {
        return std::make_unique<ExpectationGap>(axes_, mean_, deviation_);
    }

    std::vector<NamedValue> result() const override {
        const std::vector<ChannelGap> gaps = channel_gaps(blocks_);
        const double channels = static_cast<double>(gaps.size());
        if (gaps.empty()) return {};
        std::int64_t n = 0;
        for (const ChannelSums& block : blocks_) n += block.samples;

        // Averages over channels; in units of the spread of one sample where blocks give one.
        const double t = student_t(0.99, std::max(1, static_cast<int>(blocks_.size()) - 1));
        double shift = 0, ratio = 0, divergence = 0, floor = 0, mean_gap = 0, variance_gap = 0, shifted = 0;
        const auto in_spreads = [&](double v, double e) {
            return std::max(0., v * v - e * e) / (static_cast<double>(n) * e * e) / channels;
        };
        for (const ChannelGap& g : gaps) {
            shift += g.shift * g.shift / channels, ratio += g.log_ratio / channels,
                divergence += g.divergence / channels;
            floor += (g.shift_error * g.shift_error + g.log_ratio_error * g.log_ratio_error / 2) / 2 / channels;
            mean_gap += in_spreads(g.shift, g.shift_error), variance_gap += in_spreads(g.log_ratio, g.log_ratio_error);
            shifted += std::abs(g.shift) > t * g.shift_error || std::abs(g.log_ratio) > t * g.log_ratio_error;
        }
        std::vector<NamedValue> values{
            {"shift", std::sqrt(shift), n}, {"log_variance_ratio", ratio, n}, {"divergence", divergence, n}};
        if (blocks_.size() > 1) {
            values.push_back({"divergence_floor", floor, n, Uncertainty::none("it is itself made of errors")});
            values.push_back({"mean_gap", std::sqrt(mean_gap), n});
            values.push_back({"variance_gap", std::sqrt(variance_gap), n});
            values.push_back({"shifted_channels", shifted, n, Uncertainty::none("a count on these samples")});
        }
        std::erase_if(values, [](const NamedValue& v) { return !std::isfinite(v.value); });
        return values;
    }

    std::vector<Curve> curves() const override {
        Curve curve{"channel_gaps",
                    "Shift of the mean and logarithm of the variance ratio of every channel against what was expected.",
                    Curve::Kind::bars,
                    {"channel", "1", {}},
                    {"gap", "1", {}},
                    {{"shift", {}, {}}, {"ln variance ratio", {}, {}}}};
        for (const ChannelGap& g : channel_gaps(blocks_)) {
            curve.x.values.push_back(static_cast<double>(curve.x.values.size()));
            curve.series[0].values.push_back(g.shift), curve.series[1].values.push_back(g.log_ratio);
            if (blocks_.size() > 1)
                curve.series[0].errors.push_back(g.shift_error), curve.series[1].errors.push_back(g.log_ratio_error);
        }
        return {curve};
    }

  private:
    /// As before any training.
    bool is_initial() const { return (mean_ == 0).all().item<bool>() && (deviation_ == 1).all().item<bool>(); }

    std::string axes_;
    at::Tensor mean_, deviation_;  ///< μ and σ, [C] float32 on the CPU
    std::vector<ChannelSums> blocks_;
    std::int64_t given_ = 0, broken_ = 0;  ///< samples
};

Fit fits(const Site& site, const InstrumentOptions&) {
    if (!site.expectation) return Fit::no();
    const Expectation& e = *site.expectation;
    if (e.mean.numel() != e.variance.numel())
        return Fit::because("running mean and variance of '" + e.name + "' differ in size");
    if (!(e.variance.min().item<double>() > 0))
        return Fit::because("a running variance of '" + e.name + "' is not positive");
    return Fit::yes();
}

std::unique_ptr<Accumulator> start(const Site& site, const InstrumentOptions&) {
    const auto plain = [](const at::Tensor& t) { return t.detach().to(at::kCPU, at::kFloat).reshape(-1).contiguous(); };
    return std::make_unique<ExpectationGap>(site.info.axes, plain(site.expectation->mean),
                                            plain(site.expectation->variance.to(at::kDouble).sqrt()));
}

const Observable expectation_gap{.name = "expectation_gap", .fits = fits, .start = start};
const Registered<Observable> entry{expectation_gap};

}  // namespace
}  // namespace blackbody

#include <algorithm>
#include <cmath>
#include <numeric>

#include "blackbody/instruments/observables/excitation/excitation.h"
#include "blackbody/instruments/observables/left_out.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

double edge(std::size_t bin) {
    return std::ldexp(1 + static_cast<double>(bin % 4) / 4, TailBins::lowest + static_cast<int>(bin / 4));
}

/// Share of values a unit of ln x: measured, and what the four laws say above their threshold.
Curve excited_values(const TailBins& bins, const FamilyVerdict& verdict) {
    Curve curve{"excited_values",
                "How the excited values of this layer are distributed, with the four laws fitted above the threshold.",
                Curve::Kind::histogram,
                {"excited value", "1", {}, true},
                {"share per unit of ln x", "1", {}},
                {}};
    const double total = static_cast<double>(std::accumulate(bins.counts.begin(), bins.counts.end(), std::int64_t{0}));
    if (total == 0) return curve;

    // The bins that matter: all but the outermost hundred-thousandth on either side.
    std::size_t first = 0, last = bins.counts.size();
    double left = 0, right = 0;
    while (first + 1 < last && (left += static_cast<double>(bins.counts[first])) < 1e-5 * total) ++first;
    while (last - 1 > first && (right += static_cast<double>(bins.counts[last - 1])) < 1e-5 * total) --last;

    // Counts and fits as densities in ln x.
    const double above = verdict.n;
    curve.series.push_back({"measured", {}, {}});
    for (std::size_t f = 0; f < 4 && above > 0; ++f) curve.series.push_back({to_string(tail_families[f]), {}, {}});
    for (std::size_t bin = first; bin < last; ++bin) {
        const double a = edge(bin), b = edge(bin + 1), width = std::log(b / a);
        curve.x.values.push_back(a);
        curve.series[0].values.push_back(static_cast<double>(bins.counts[bin]) / total / width);
        for (std::size_t f = 1; f < curve.series.size(); ++f) {
            const FamilyFit& fit = verdict.fits[f - 1];
            curve.series[f].values.push_back(
                a < verdict.threshold ? 0 : above / total * (fit.survival(a) - fit.survival(b)) / width);
        }
    }
    curve.x.values.push_back(edge(last));
    if (above > 0) curve.marks.push_back({"threshold", verdict.threshold});
    return curve;
}

/// Firing rates of the channels, the busiest first, at most 128 of them.
Curve firing_rates(const Firings& firings) {
    std::vector<double> rates;
    const double seen = static_cast<double>(firings.samples * firings.places);
    for (std::int64_t count : firings.values) rates.push_back(static_cast<double>(count) / seen);
    std::sort(rates.begin(), rates.end(), std::greater<>());
    Curve curve{"firing_rates",           "Share of values above zero in each channel, the busiest channel first.",
                Curve::Kind::line,        {"channel by rank", "channel", {}},
                {"firing rate", "1", {}}, {{"firing rate", {}, {}}}};
    const std::size_t shown = std::min<std::size_t>(128, rates.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const std::size_t rank = shown > 1 ? i * (rates.size() - 1) / (shown - 1) : 0;
        curve.x.values.push_back(static_cast<double>(rank + 1));
        curve.series[0].values.push_back(rates[rank]);
    }
    return curve;
}

}  // namespace

std::vector<Curve> ExcitationAccumulator::curves() const {
    if (samples_ == 0 || options_.as_null) return {};
    TailBins bins;
    for (const TailBins& block : positive_) bins.merge(block);
    for (const TailBins& block : negative_) bins.merge(block);
    return {excited_values(bins, families()), firing_rates(firings_)};
}

std::vector<ChannelList> ExcitationAccumulator::lists() const {
    if (samples_ == 0 || options_.as_null || kind_ == Nonlinearity::none) return {};
    const std::vector<std::int64_t> silent = silent_channels(firings_);
    if (silent.empty()) return {};
    std::vector<ChannelList> lists{{silent_list, "no value above zero in any sample seen", silent}};
    const std::optional<double> level = rest_level(kind_, min_);
    if (!level) return lists;

    // The same rule for any number of samples; a verdict needs enough of them.
    const bool is_verdict = may_extrapolate(samples_);
    ChannelList resting{is_verdict ? dead_list : resting_list,
                        "at rest in more than " + short_number(1 - dead_below(samples_)) +
                            " of samples, by the tail of what they act on" +
                            (is_verdict ? "" : "; too few samples for a verdict"),
                        {}};
    for (const auto& [channel, tail] : tails_.by_channel())
        if (waking_bound(tail, *level) < dead_below(samples_)) resting.channels.push_back(channel);
    if (!resting.channels.empty()) lists.push_back(std::move(resting));
    return lists;
}

std::vector<Fact> ExcitationAccumulator::facts() const {
    if (samples_ == 0) return {};
    std::vector<Fact> facts{{facts::states, is_complex_   ? "complex: x = |ψ|²"
                                            : is_signed() ? "signed: n = x²"
                                                          : "not negative: n = x"}};
    if (non_finite_ > 0)
        facts.push_back(left_out(with_commas(non_finite_) + " values of the states",
                                 "they are not finite, and counted by themselves"));
    return facts;
}

std::vector<std::string> ExcitationAccumulator::notes() const {
    if (samples_ == 0) return {};
    std::vector<std::string> notes;
    if (is_complex_) notes.push_back("states are complex: x = |ψ|², and the participation ratio is that of <ψψ†>");
    notes.push_back(is_signed() ? "states are signed: n = x², and the laws are fitted to |x|"
                                : "states are not negative: n = x");
    add_left_out(facts(), notes);
    const FamilyVerdict verdict = families();
    if (verdict.n == 0) {
        notes.push_back("too few different excited values to tell laws apart");
        return notes;
    }
    std::vector<std::string> near;
    for (std::size_t f = 0; f < 4; ++f)
        if (tail_families[f] != verdict.best)
            near.push_back(std::string(to_string(tail_families[f])) + " " +
                           with_error(verdict.against_best[f].difference, verdict.against_best[f].std_error));
    const std::string law = verdict.decided ? std::string(to_string(verdict.best))
                                            : std::string("undecided, nearest ") + to_string(verdict.best);
    notes.push_back(std::string("law of the excited values above ") + short_number(verdict.threshold) + ": " +
                    (verdict.is_good ? law
                                     : "none of the four, nearest " + std::string(to_string(verdict.best)) +
                                           ", whose cumulative shares are off by up to " +
                                           with_error(verdict.gap, verdict.gap_noise)) +
                    " (against it, nat a value: " + join(near, ", ") + "), from " +
                    with_commas(static_cast<long long>(verdict.n)) + " values on a fixed subset of places");
    return notes;
}

}  // namespace blackbody

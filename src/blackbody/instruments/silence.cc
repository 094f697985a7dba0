#include "blackbody/instruments/silence.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <set>

#include "blackbody/base/fact_names.h"
#include "blackbody/instruments/observables/excitation/resting.h"
#include "blackbody/instruments/observables/excitation/state_view.h"
#include "blackbody/instruments/sources.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t samples_for_range = 30;  ///< fewer do not say what range the data have
constexpr std::int64_t samples_compared = 256;  ///< samples on which outputs are compared

/// The channels whose state is the same to 1e-6 at every place and for every input within the bounds.
std::set<std::int64_t> constant_channels(const StateBounds& bounds, const std::string& axes) {
    std::set<std::int64_t> constant;
    if (!bounds.low.defined()) return constant;
    const StateView low = view_of(bounds.low, axes), high = view_of(bounds.high, axes);
    const bool last = low.layout == StateView::Layout::channels_last;
    if (low.layout != high.layout || low.units() != high.units()) return constant;
    for (std::int64_t c = 0; c < low.channels; ++c) {
        float bottom = std::numeric_limits<float>::infinity(), top = -bottom;
        for (std::int64_t p = 0; p < low.places; ++p) {
            const std::int64_t at = last ? p * low.channels + c : c * low.places + p;
            bottom = std::min(bottom, low.data[at]), top = std::max(top, high.data[at]);
        }
        if (top - bottom <= 1e-6f) constant.insert(c);
    }
    return constant;
}

/// The ranges, wider by their own width on either side: the next sample may lie outside of what was seen.
std::vector<InputRange> widened(std::vector<InputRange> ranges) {
    for (InputRange& range : ranges) {
        const double width = range.high - range.low;
        range.low -= width, range.high += width;
    }
    return ranges;
}

/// Bounds of the states of these sites; undefined where the system proves none.
std::vector<StateBounds> proven_bounds(const System& system, const std::vector<std::size_t>& sites,
                                       const Streamed& streamed) {
    const auto* bounding = dynamic_cast<const BoundsStates*>(&system);
    if (bounding == nullptr || streamed.samples < samples_for_range) return std::vector<StateBounds>(sites.size());
    return bounding->bounds(sites, widened(streamed.ranges));
}

void add_count(Measurement& measurement, const char* name, std::size_t count, const char* why) {
    const Estimate* silent = find_estimate(measurement, "silent_channels");
    const auto after = std::find_if(measurement.estimates.begin(), measurement.estimates.end(),
                                    [](const Estimate& e) { return e.name == "silent_rate_bound"; });
    measurement.estimates.insert(
        after == measurement.estimates.end() ? after : after + 1,
        {name, static_cast<double>(count), Uncertainty::none(why), silent ? silent->n : 0, {}});
}

/// Keeps the last list: proven ones and those that the tail leaves no room to wake up.
void complete(Measurement& measurement, const std::set<std::int64_t>& constant) {
    const std::vector<std::int64_t> silent = find_list(measurement, silent_list)->channels;
    ChannelList proven{proven_list, "proven constant by interval bounds, over three times the range of the data", {}};
    ChannelList dead{dead_list, "proven constant, or at rest by the tail of what the nonlinearity acts on", {}};
    const ChannelList* by_tail = find_list(measurement, dead_list);
    for (const std::int64_t c : silent) {
        const bool is_proven = constant.count(c) != 0;
        if (is_proven) proven.channels.push_back(c);
        if (is_proven || (by_tail && std::binary_search(by_tail->channels.begin(), by_tail->channels.end(), c)))
            dead.channels.push_back(c);
    }
    add_count(measurement, "proven_channels", proven.channels.size(), "a proof by bounds");
    add_count(measurement, "dead_channels", dead.channels.size(), "a count by a fixed rule");
    std::erase_if(measurement.lists, [](const ChannelList& list) { return list.name == dead_list; });
    for (ChannelList* list : {&dead, &proven})
        if (!list->channels.empty()) measurement.lists.push_back(std::move(*list));
}

bool is_dead_layer(const Measurement& measurement, const SiteInfo& site) {
    const ChannelList* dead = find_list(measurement, dead_list);
    return dead != nullptr && static_cast<std::int64_t>(dead->channels.size()) == channels_of(site);
}

/// Compares every output of the first samples with that of the very first one.
class OutputProbe : public Probe {
  public:
    void at(std::size_t, State& state) override {
        any = true;
        differ |= !(state.values == state.values.narrow(0, 0, 1)).all().item<bool>();
    }
    bool any = false, differ = false;
};

bool outputs_are_constant(const System& system, const Source& input) {
    const FixedSource few(input, std::min(samples_compared, input.size()));
    Demand demand{std::vector<bool>(system.sites().size(), false), samples_compared, samples_compared};
    for (std::size_t s = 0; s < demand.states.size(); ++s) {
        const SiteInfo& site = system.sites()[s].info;
        demand.states[s] = !site.output.empty() || site.role == Role::logits;
    }
    OutputProbe probe;
    system.run(few, demand, probe);
    return probe.any && !probe.differ && few.size() > 1;
}

}  // namespace

void judge_silence(const System& system, const Source& input, const std::vector<Task>& tasks, Streamed& streamed) {
    std::vector<std::size_t> silent, sites;
    for (std::size_t i = 0; i < tasks.size(); ++i)
        if (find_list(streamed.measurements[i], silent_list)) silent.push_back(i), sites.push_back(tasks[i].site);
    if (silent.empty()) return;

    const std::vector<StateBounds> bounds = proven_bounds(system, sites, streamed);
    bool is_cut = false;
    for (std::size_t k = 0; k < silent.size(); ++k) {
        const SiteInfo& site = system.sites()[sites[k]].info;
        Measurement& measurement = streamed.measurements[silent[k]];
        complete(measurement, constant_channels(bounds[k], site.axes));
        is_cut |= is_dead_layer(measurement, site);
    }

    // A layer at rest cuts the network in two, unless a way leads around it.
    if (!is_cut || !outputs_are_constant(system, input)) return;
    for (const std::size_t i : silent)
        if (Measurement& m = streamed.measurements[i]; is_dead_layer(m, system.sites()[tasks[i].site].info)) {
            m.facts.push_back({facts::constant_outputs});
            m.notes.push_back("the outputs do not depend on the input: " +
                              with_commas(std::min(samples_compared, input.size())) + " samples gave the same");
        }
}

}  // namespace blackbody

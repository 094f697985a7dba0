/// Channels that are dead on one half of the samples, held at the value at which they rest: what the next layer would
/// add to its bias, were they cut out.
#include <ATen/TensorOperators.h>

#include <set>

#include "blackbody/instruments/observables/excitation/resting.h"
#include "blackbody/instruments/remedies/remedy.h"
#include "blackbody/instruments/silence.h"
#include "blackbody/instruments/sources.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// The axis of a state [N, ...] on which channels_of counts.
std::int64_t channel_axis(const SiteInfo& site) {
    for (const char letter : {'C', 'U', 'H'})
        if (const std::size_t at = site.axes.find(letter); at != std::string::npos && at > 0)
            return static_cast<std::int64_t>(at);
    return site.shape.size() >= 3 ? 1 : static_cast<std::int64_t>(site.shape.size());
}

/// Excitation at these sites, on these samples, with its lists of dead channels.
Streamed excitation_of(const System& system, const std::vector<Task>& tasks, const Source& samples) {
    Streamed streamed = stream(system, samples, tasks, {.blocks = 1, .first_batch = 32, .batch = 32});
    judge_silence(system, samples, tasks, streamed);
    return streamed;
}

/// The state of one sample at each site.
class FirstStates : public Probe {
  public:
    void at(std::size_t site, State& state) override { values.emplace(site, state.values.narrow(0, 0, 1).clone()); }
    bool end_of_batch(const Batch&) override { return false; }
    std::map<std::size_t, at::Tensor> values;
};

std::map<std::size_t, at::Tensor> first_states(const System& system, const std::vector<Task>& tasks,
                                               const Source& samples) {
    Demand demand{std::vector<bool>(system.sites().size(), false), 1, 1};
    for (const Task& task : tasks) demand.states[task.site] = true;
    FirstStates probe;
    system.run(FixedSource(samples, 1), demand, probe);
    return std::move(probe.values);
}

/// Those that are proven, and those whose tail says so: half of the samples may be too few for a verdict, and what
/// following it would do is tried all the same.
std::vector<std::int64_t> to_cut(const Measurement& excitation) {
    std::set<std::int64_t> channels;
    for (const char* name : {dead_list, resting_list})
        if (const ChannelList* list = find_list(excitation, name))
            channels.insert(list->channels.begin(), list->channels.end());
    return {channels.begin(), channels.end()};
}

std::optional<Treatment> cut(const System& system, const std::vector<std::size_t>& sites, const Source& samples) {
    std::vector<Task> tasks;
    for (const Observable* observable : choose_instruments({"excitation"}, {}))
        for (const std::size_t site : sites)
            if (observable->info().name == "excitation") tasks.push_back({observable, site});
    const Streamed streamed = excitation_of(system, tasks, samples);
    const std::map<std::size_t, at::Tensor> at_rest = first_states(system, tasks, samples);

    // Each dead channel stays at what it was in the first sample, at every place.
    Treatment treatment;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const std::vector<std::int64_t> silenced = to_cut(streamed.measurements[i]);
        const auto rest = at_rest.find(tasks[i].site);
        if (silenced.empty() || rest == at_rest.end()) continue;
        treatment.parts += std::ssize(silenced);
        const std::int64_t axis = channel_axis(system.sites()[tasks[i].site].info);
        treatment.states.emplace(
            tasks[i].site, [channels = silenced, rest = rest->second, axis](const at::Tensor& values) {
                at::Tensor held = values.clone();
                for (const std::int64_t c : channels)
                    held.select(axis, c).copy_(rest.select(axis, c).expand_as(held.select(axis, c)));
                return held;
            });
    }
    if (treatment.states.empty()) return std::nullopt;
    return treatment;
}

const Remedy remedy{.claim = "channels_never_excited", .done = "Cut out", .part = "channels", .treat = cut};
const Registered<Remedy> entry{remedy};

}  // namespace
}  // namespace blackbody

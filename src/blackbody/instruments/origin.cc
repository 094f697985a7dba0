#include "blackbody/instruments/origin.h"

#include <ATen/ops/isfinite.h>
#include <ATen/ops/nonzero.h>

#include "blackbody/base/fact_names.h"
#include "blackbody/base/origin.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Stops at the first batch whose state is not finite, and knows the first sample in it.
class FirstBadSample : public Probe {
  public:
    explicit FirstBadSample(std::function<bool()> go_on) : go_on_(std::move(go_on)) {}
    void at(std::size_t, State& state) override {
        const at::Tensor bad = at::nonzero(at::isfinite(state.values).flatten(1).all(1).logical_not());
        if (bad.size(0) > 0) sample = state.batch.first + bad[0].item<std::int64_t>();
    }
    bool end_of_batch(const Batch&) override { return sample < 0 && go_on_(); }

    std::int64_t sample = -1;

  private:
    std::function<bool()> go_on_;
};

/// The task at the earliest site that counted any, or nothing. Sites are in the order of computation.
std::ptrdiff_t first_counted(const std::vector<Task>& tasks, const std::vector<Measurement>& measurements) {
    std::ptrdiff_t first = -1;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const Estimate* count = find_estimate(measurements[i], "non_finite");
        if (count == nullptr || count->value == 0) continue;
        if (first < 0 || tasks[i].site < tasks[first].site) first = static_cast<std::ptrdiff_t>(i);
    }
    return first;
}

}  // namespace

void note_origin(const System& system, const ShuffledSource& input, const std::vector<Task>& tasks,
                 const MeasureOptions& options, std::vector<Measurement>& measurements) {
    const std::ptrdiff_t counted = first_counted(tasks, measurements);
    const auto* tracer = dynamic_cast<const TracesOrigins*>(&system);
    if (counted < 0 || tracer == nullptr) return;

    // The first sample that shows it at that site, in half of what is left of the budget at most.
    const std::size_t site = tasks[counted].site;
    const Pace pace(options);
    const double end = pace.end_of(1, 1);
    FirstBadSample probe([&] {
        pace.at("states", 0.6);
        return !pace.over(end);
    });
    Demand demand{std::vector<bool>(system.sites().size(), false), options.batch, options.batch};
    demand.states[site] = true;
    system.run(input, demand, probe);
    if (probe.sample < 0) return;

    const Origin origin = tracer->origin_of_non_finite(site, input.read(probe.sample, 1));
    if (origin.words.empty()) return;
    const std::string words =
        origin.words + " (sample " + with_commas(input.place_in_source(probe.sample)) + " of the data)";
    Measurement& measurement = measurements[counted];
    measurement.facts.push_back({facts::first_made_by, words});
    if (origin.is_data) measurement.facts.push_back({facts::held_by_data});
    measurement.notes.push_back("first made by " + words);
}

}  // namespace blackbody

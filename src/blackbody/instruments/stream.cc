#include "blackbody/instruments/stream.h"

#include <algorithm>

#include "blackbody/instruments/pairs.h"
#include "blackbody/instruments/parallel.h"

namespace blackbody {
namespace {

/// Hands each state to the blocks of every task at its site.
class BlockProbe : public Probe {
  public:
    BlockProbe(std::span<const Site> sites, const std::vector<Task>& tasks, const StreamOptions& options,
               std::int64_t samples)
        : options_(options), sites_(sites), at_site_(sites.size()), chunk_(chunk_size(samples, options.blocks)) {
        const std::int64_t blocks = std::clamp<std::int64_t>(options.blocks, 1, std::max<std::int64_t>(samples, 1));
        for (const Task& task : tasks) {
            const Site& site = sites[task.site];
            place_.push_back(task.from ? pairs_.all().size() : blocks_.size());
            if (task.from) {
                pairs_.add({*task.from, task.site,
                            PairBlocks(*task.observable, {sites[*task.from], site}, options.instrument, blocks)});
                continue;
            }
            at_site_[task.site].push_back(blocks_.size());
            blocks_.emplace_back(*task.observable, site, options.instrument, blocks);
        }
    }
    void at(std::size_t site, State& state) override {
        if (sites_[site].info.role == Role::input) see_range(site, state.values);
        for (const std::size_t i : at_site_[site]) {
            if (state.batch.first == 0) blocks_[i].add_fixed(state, options_.fixed_samples);
            blocks_[i].add(state, chunk_);
        }
        pairs_.at(site, state, chunk_);
    }
    bool end_of_batch(const Batch& batch) override {
        pairs_.end_of_batch();
        samples_ = batch.first + batch.size;
        return !options_.go_on || options_.go_on(samples_);
    }
    Measurement measurement(std::size_t number, const Task& task) const {
        const std::size_t place = place_[number];
        return task.from ? pairs_.all()[place].blocks.measurement() : blocks_[place].measurement();
    }
    std::int64_t samples() const { return samples_; }
    const std::vector<InputRange>& ranges() const { return ranges_; }

  private:
    void see_range(std::size_t site, const at::Tensor& values) {
        if (values.numel() == 0 || !(values.is_floating_point() || values.scalar_type() == at::kByte)) return;
        const double low = values.min().item<double>(), high = values.max().item<double>();
        for (InputRange& range : ranges_)
            if (range.site == site) {
                range.low = std::min(range.low, low), range.high = std::max(range.high, high);
                return;
            }
        ranges_.push_back({site, low, high});
    }

    const StreamOptions& options_;
    std::span<const Site> sites_;
    std::vector<std::vector<std::size_t>> at_site_;
    std::vector<InputRange> ranges_;
    std::vector<Blocks> blocks_;
    Pairs pairs_;
    std::vector<std::size_t> place_;  ///< of each task, among its kind
    std::int64_t chunk_, samples_ = 0;
};

}  // namespace

Streamed stream(const System& system, const Source& input, const std::vector<Task>& tasks,
                const StreamOptions& options) {
    Demand demand{std::vector<bool>(system.sites().size(), false), options.first_batch, options.batch};
    demand.before = demand.states;
    for (const Task& task : tasks) {
        demand.states[task.site] = true;
        if (task.from) demand.states[*task.from] = true;
        if (task.observable->reads_before && !options.instrument.as_null) demand.before[task.site] = true;
    }

    // Where bounds can be proven, over the range of what is fed.
    const bool may_bound = dynamic_cast<const BoundsStates*>(&system) != nullptr;
    if (may_bound && std::find(demand.before.begin(), demand.before.end(), true) != demand.before.end())
        for (std::size_t s = 0; s < demand.states.size(); ++s)
            if (system.sites()[s].info.role == Role::input) demand.states[s] = true;
    BlockProbe probe(system.sites(), tasks, options, input.size());
    system.run(input, demand, probe);

    Streamed streamed{std::vector<Measurement>(tasks.size()), probe.samples(), probe.ranges()};
    for_each_in_parallel(static_cast<std::int64_t>(tasks.size()),
                         [&](std::int64_t i) { streamed.measurements[i] = probe.measurement(i, tasks[i]); });
    return streamed;
}

}  // namespace blackbody

#include "blackbody/instruments/stream.h"

#include <algorithm>

#include "blackbody/instruments/parallel.h"

namespace blackbody {
namespace {

/// Hands each state to the blocks of every task at its site.
class BlockProbe : public Probe {
  public:
    BlockProbe(std::span<const Site> sites, const std::vector<Task>& tasks, const StreamOptions& options,
               std::int64_t samples)
        : options_(options), at_site_(sites.size()), chunk_(chunk_size(samples, options.blocks)) {
        const std::int64_t blocks = std::clamp<std::int64_t>(options.blocks, 1, std::max<std::int64_t>(samples, 1));
        for (const Task& task : tasks) {
            at_site_[task.site].push_back(blocks_.size());
            blocks_.emplace_back(*task.observable, sites[task.site], options.instrument, blocks);
        }
    }
    void at(std::size_t site, State& state) override {
        for (const std::size_t i : at_site_[site]) {
            if (state.batch.first == 0) blocks_[i].add_fixed(state, options_.instrument.fixed_samples);
            blocks_[i].add(state, chunk_);
        }
    }
    bool end_of_batch(const Batch& batch) override {
        samples_ = batch.first + batch.size;
        return !options_.go_on || options_.go_on(samples_);
    }
    const std::vector<Blocks>& blocks() const { return blocks_; }
    std::int64_t samples() const { return samples_; }

  private:
    const StreamOptions& options_;
    std::vector<std::vector<std::size_t>> at_site_;
    std::vector<Blocks> blocks_;
    std::int64_t chunk_, samples_ = 0;
};

}  // namespace

Streamed stream(const System& system, const Source& input, const std::vector<Task>& tasks,
                const StreamOptions& options) {
    Demand demand{std::vector<bool>(system.sites().size(), false), options.first_batch, options.batch};
    for (const Task& task : tasks) demand.states[task.site] = true;
    BlockProbe probe(system.sites(), tasks, options, input.size());
    system.run(input, demand, probe);

    Streamed streamed{std::vector<Measurement>(tasks.size()), probe.samples()};
    for_each_in_parallel(static_cast<std::int64_t>(tasks.size()),
                         [&](std::int64_t i) { streamed.measurements[i] = probe.blocks()[i].measurement(); });
    return streamed;
}

}  // namespace blackbody

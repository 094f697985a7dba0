#include "blackbody/instruments/blocks.h"

#include <algorithm>
#include <cmath>

namespace blackbody {

std::int64_t chunk_size(std::int64_t samples, std::int64_t blocks) {
    for (std::int64_t chunk = 8; chunk > 1; chunk /= 2)
        if (samples / chunk >= 4 * blocks) return chunk;
    return 1;
}

Uncertainty jackknife(const std::vector<double>& left_out) {
    const double blocks = static_cast<double>(left_out.size());
    if (blocks < 2) return Uncertainty::none("fewer than two blocks of samples");
    double mean = 0;
    for (const double v : left_out) mean += v / blocks;
    if (!std::isfinite(mean)) return Uncertainty::none("undefined when a block of samples is left out");
    double sum = 0;
    for (const double v : left_out) sum += (v - mean) * (v - mean);
    if (sum <= 0) return Uncertainty::none("the same whichever block of samples is left out");
    return Uncertainty::of(std::sqrt((blocks - 1) / blocks * sum), static_cast<int>(left_out.size()) - 1);
}

Blocks::Blocks(const Observable& observable, const Site& site, const InstrumentOptions& options, std::int64_t blocks)
    : observable_(&observable), site_(&site), used_(blocks, false) {
    for (std::int64_t b = 0; b < blocks; ++b) blocks_.push_back(observable.start(site, options));
}

void Blocks::add(const State& state, std::int64_t chunk) {
    const std::int64_t end = state.batch.first + state.batch.size, blocks = static_cast<std::int64_t>(blocks_.size());
    if (blocks == 1) {
        used_[0] = true;
        blocks_[0]->add(state);
        return;
    }
    for (std::int64_t at = state.batch.first; at < end;) {
        // The samples up to the next multiple of the chunk belong to one block.
        const std::int64_t next = std::min(end, (at / chunk + 1) * chunk), block = at / chunk % blocks;
        Batch part = state.batch;
        part.first = at, part.size = next - at;
        if (part.labels.defined()) part.labels = part.labels.narrow(0, at - state.batch.first, part.size);
        const auto part_of = [&](const at::Tensor& t) {
            return t.defined() ? t.narrow(0, at - state.batch.first, part.size) : t;
        };
        blocks_[block]->add(State{part_of(state.values), part, part_of(state.before)});
        used_[block] = true;
        at = next;
    }
}

void Blocks::add_fixed(const State& state, std::int64_t samples) {
    Batch fixed = state.batch;
    fixed.size = std::min(samples, state.batch.size);
    if (fixed.labels.defined()) fixed.labels = fixed.labels.narrow(0, 0, fixed.size);
    blocks_.front()->add_fixed(State{state.values.narrow(0, 0, fixed.size), fixed});
}

std::unique_ptr<Accumulator> Blocks::merged(const Accumulator& a, const Accumulator& b) const {
    std::unique_ptr<Accumulator> both = blocks_.front()->fresh();
    both->merge(a);
    both->merge(b);
    return both;
}

Measurement Blocks::measurement() const {
    std::vector<const Accumulator*> used;
    for (std::size_t b = 0; b < blocks_.size(); ++b)
        if (used_[b]) used.push_back(blocks_[b].get());
    if (used.empty()) return {observable_->name, site_->info.name, {}};

    // after[b] holds the blocks from b on; with those before b it is all but one: four merges a block.
    std::vector<std::unique_ptr<Accumulator>> after(used.size() + 1);
    after.back() = blocks_.front()->fresh();
    for (std::size_t b = used.size(); b-- > 0;) after[b] = merged(*used[b], *after[b + 1]);
    const std::unique_ptr<Accumulator> all = std::move(after.front());
    const std::vector<NamedValue> values = all->result();

    // One value of each quantity for each block that is left out.
    std::vector<std::vector<double>> left_out(values.size());
    std::unique_ptr<Accumulator> before = blocks_.front()->fresh();
    for (std::size_t b = 0; b < used.size() && blocks_.size() > 1; ++b) {
        const std::vector<NamedValue> without = merged(*before, *after[b + 1])->result();
        for (std::size_t i = 0; i < values.size(); ++i)
            for (const NamedValue& v : without)
                if (v.name == values[i].name) left_out[i].push_back(v.value);
        before->merge(*used[b]);
        after[b + 1].reset();
    }

    Measurement measurement{observable_->name, site_->info.name, {}, all->curves(), all->notes(), all->lists()};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const NamedValue& v = values[i];
        measurement.estimates.push_back({v.name, v.value, v.error ? *v.error : jackknife(left_out[i]), v.n, {}});
    }
    return measurement;
}

}  // namespace blackbody

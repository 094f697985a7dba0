#include "blackbody/instruments/blocks.h"

#include <algorithm>
#include <cmath>

#include "blackbody/util/student.h"

namespace blackbody {
namespace {

/// The size of those quantities whose sampling law is skewed, third and fourth moments in units of the second; else 0.
double size_of_skewed(const NamedValue& v) {
    if (v.name == "skewness") return std::abs(v.value) + 1;
    return v.name == "excess_kurtosis" ? v.value + 3 : 0;
}

/// Samples `first` .. `first` + `size` - 1 of a batch.
at::Tensor narrowed(const at::Tensor& t, std::int64_t first, std::int64_t size) {
    return t.defined() ? t.narrow(0, first, size) : t;
}
Batch narrowed(const Batch& batch, std::int64_t first, std::int64_t size) {
    Batch part = batch;
    part.first += first, part.size = size;
    part.labels = narrowed(part.labels, first, size);
    return part;
}

}  // namespace

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

Uncertainty skewed_jackknife(const std::vector<double>& left_out, double size) {
    const Uncertainty plain = jackknife(left_out);
    if (!plain.is_number()) return plain;

    // Skewness of the blocks' influences, which run against the values without them.
    const double blocks = static_cast<double>(left_out.size());
    double mean = 0, squares = 0, cubes = 0;
    for (const double v : left_out) mean += v / blocks;
    for (const double v : left_out)
        squares += (mean - v) * (mean - v) / blocks, cubes += std::pow(mean - v, 3) / blocks;
    const double skewness = std::clamp(cubes / std::pow(squares, 1.5), -3., 3.), a = skewness / std::sqrt(blocks);

    // The longer side of Hall's interval.
    const double t = student_t(0.95, plain.degrees());
    const auto inverse = [&](double x) { return 3 / a * (std::cbrt(1 + a * x - a * a / 6) - 1); };
    const double longer = std::abs(a) < 1e-6 ? t : std::max(std::abs(inverse(t)), std::abs(inverse(-t)));
    const double half = size * std::expm1(std::min(longer * plain.std_error() / size, 50.));
    return Uncertainty::of(half / t, plain.degrees());
}

template <class A>
void DealtBlocks<A>::deal(const Batch& batch, std::int64_t chunk,
                          const std::function<void(A&, std::int64_t, std::int64_t)>& add) {
    const std::int64_t end = batch.first + batch.size, blocks = std::ssize(blocks_);
    used_.resize(blocks_.size());
    if (blocks == 1) {
        used_[0] = true;
        return add(*blocks_[0], 0, batch.size);
    }
    for (std::int64_t at = batch.first; at < end;) {
        // The samples up to the next multiple of the chunk belong to one block.
        const std::int64_t next = std::min(end, (at / chunk + 1) * chunk), block = at / chunk % blocks;
        add(*blocks_[block], at - batch.first, next - at);
        used_[block] = true;
        at = next;
    }
}

template <class A>
std::unique_ptr<A> DealtBlocks<A>::merged(const A& a, const A& b) const {
    std::unique_ptr<A> both = blocks_.front()->fresh();
    both->merge(a);
    both->merge(b);
    return both;
}

template <class A>
Measurement DealtBlocks<A>::measurement() const {
    std::vector<const A*> used;
    for (std::size_t b = 0; b < used_.size(); ++b)
        if (used_[b]) used.push_back(blocks_[b].get());
    Measurement measurement = empty_;
    if (used.empty()) return measurement;

    // after[b] holds the blocks from b on; with those before b it is all but one: four merges a block.
    std::vector<std::unique_ptr<A>> after(used.size() + 1);
    after.back() = blocks_.front()->fresh();
    for (std::size_t b = used.size(); b-- > 0;) after[b] = merged(*used[b], *after[b + 1]);
    const std::unique_ptr<A> all = std::move(after.front());
    const std::vector<NamedValue> values = all->result();

    // One value of each quantity for each block that is left out.
    std::vector<std::vector<double>> left_out(values.size());
    std::unique_ptr<A> before = blocks_.front()->fresh();
    for (std::size_t b = 0; b < used.size() && blocks_.size() > 1; ++b) {
        const std::vector<NamedValue> without = merged(*before, *after[b + 1])->result();
        for (std::size_t i = 0; i < values.size(); ++i)
            for (const NamedValue& v : without)
                if (v.name == values[i].name) left_out[i].push_back(v.value);
        before->merge(*used[b]);
        after[b + 1].reset();
    }

    measurement.curves = all->curves(), measurement.notes = all->notes();
    measurement.lists = all->lists(), measurement.facts = all->facts();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const NamedValue& v = values[i];
        const Uncertainty error = v.error                 ? *v.error
                                  : size_of_skewed(v) > 0 ? skewed_jackknife(left_out[i], size_of_skewed(v))
                                                          : jackknife(left_out[i]);
        measurement.estimates.push_back({v.name, v.value, error, v.n, {}});
    }
    return measurement;
}

template class DealtBlocks<Accumulator>;
template class DealtBlocks<PairAccumulator>;

Blocks::Blocks(const Observable& observable, const Site& site, const InstrumentOptions& options, std::int64_t blocks)
    : DealtBlocks({.observable = observable.name, .site = site.info.name, .estimates = {}}) {
    for (std::int64_t b = 0; b < blocks; ++b) blocks_.push_back(observable.start(site, options));
}

void Blocks::add(const State& state, std::int64_t chunk) {
    deal(state.batch, chunk, [&](Accumulator& block, std::int64_t first, std::int64_t size) {
        if (size == state.batch.size) return block.add(state);
        const Batch part = narrowed(state.batch, first, size);
        block.add(State{narrowed(state.values, first, size), part, narrowed(state.before, first, size)});
    });
}

void Blocks::add_fixed(const State& state, std::int64_t samples) {
    Batch fixed = state.batch;
    fixed.size = std::min(samples, state.batch.size);
    if (fixed.labels.defined()) fixed.labels = fixed.labels.narrow(0, 0, fixed.size);
    blocks_.front()->add_fixed(State{state.values.narrow(0, 0, fixed.size), fixed});
}

PairBlocks::PairBlocks(const Observable& observable, const SitePair& sites, const InstrumentOptions& options,
                       std::int64_t blocks)
    : DealtBlocks(
          {.observable = observable.name, .site = sites.to.info.name, .estimates = {}, .from = sites.from.info.name}) {
    for (std::int64_t b = 0; b < blocks; ++b) blocks_.push_back(observable.start_pair(sites.from, sites.to, options));
}

void PairBlocks::add(const State& from, const State& to, std::int64_t chunk) {
    deal(to.batch, chunk, [&](PairAccumulator& block, std::int64_t first, std::int64_t size) {
        const Batch part = narrowed(to.batch, first, size);
        block.add(State{narrowed(from.values, first, size), part}, State{narrowed(to.values, first, size), part});
    });
}

}  // namespace blackbody

#include "blackbody/systems/ensembles/machines/bit_machine.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <bit>

namespace blackbody {

void BitMachine::run(BitStates& v, BitStates& h, const ChainRandom& random, std::uint64_t first,
                     std::int64_t steps) const {
    const std::int64_t n = v.states(), parts = std::clamp<std::int64_t>(at::get_num_threads(), 1, n);
    const auto *a = a_.const_data_ptr<float>(), *b = b_.const_data_ptr<float>();
    at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
        const StateRange mine{n * begin / parts, n * end / parts};
        for (std::uint64_t number = first; number < first + static_cast<std::uint64_t>(steps); ++number) {
            multiply(forth(), v, {.bias = b, .sample = &h, .draw = random.of(number, hidden_side)}, mine);
            multiply(back(), h, {.bias = a, .sample = &v, .draw = random.of(number, visible_side)}, mine);
        }
    });
}

at::Tensor BitMachine::hidden_means(const BitStates& v) const {
    at::Tensor mean = at::empty({v.states(), hidden_units()}, at::kFloat);
    multiply(forth(), v, {.bias = b_.const_data_ptr<float>(), .mean = mean.data_ptr<float>()});
    return mean;
}

at::Tensor correlation_of(const BitStates& by_unit, const at::Tensor& m) {
    at::Tensor correlation = at::empty({by_unit.states(), m.size(1)}, at::kFloat);
    multiply(Panels(m), by_unit, {.field = correlation.data_ptr<float>()});
    return correlation;
}

at::Tensor counts_of(const BitStates& bits, std::int64_t first, std::int64_t last) {
    at::Tensor counts = at::empty({bits.states()}, at::kFloat);
    float* to = counts.data_ptr<float>();
    // Whole words, then what the two at the ends have too much.
    const std::int64_t from = first / 64, until = (last + 63) / 64;
    const std::uint64_t before = (std::uint64_t{1} << first % 64) - 1,
                        behind = last % 64 == 0 ? 0 : ~((std::uint64_t{1} << last % 64) - 1);
    for (std::int64_t n = 0; n < bits.states(); ++n) {
        const std::uint64_t* row = bits.row(n);
        int count = -std::popcount(row[from] & before) - std::popcount(row[until - 1] & behind);
        for (std::int64_t w = from; w < until; ++w) count += std::popcount(row[w]);
        to[n] = static_cast<float>(count);
    }
    return counts;
}

}  // namespace blackbody

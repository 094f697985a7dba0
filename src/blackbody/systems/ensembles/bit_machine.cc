#include "blackbody/systems/ensembles/bit_machine.h"

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
            multiply(forth_, v, {.bias = b, .sample = &h, .draw = random.of(number, hidden_side)}, mine);
            multiply(back_, h, {.bias = a, .sample = &v, .draw = random.of(number, visible_side)}, mine);
        }
    });
}

at::Tensor BitMachine::hidden_means(const BitStates& v) const {
    at::Tensor mean = at::empty({v.states(), hidden_units()}, at::kFloat);
    multiply(forth_, v, {.bias = b_.const_data_ptr<float>(), .mean = mean.data_ptr<float>()});
    return mean;
}

at::Tensor correlation_of(const BitStates& by_unit, const at::Tensor& m) {
    at::Tensor correlation = at::empty({by_unit.states(), m.size(1)}, at::kFloat);
    multiply(Panels(m), by_unit, {.field = correlation.data_ptr<float>()});
    return correlation;
}

at::Tensor counts_of(const BitStates& bits, std::int64_t first_word, std::int64_t last_word) {
    at::Tensor counts = at::empty({bits.states()}, at::kFloat);
    float* to = counts.data_ptr<float>();
    for (std::int64_t n = 0; n < bits.states(); ++n) {
        int count = 0;
        for (std::int64_t w = first_word; w < last_word; ++w) count += std::popcount(bits.row(n)[w]);
        to[n] = static_cast<float>(count);
    }
    return counts;
}

}  // namespace blackbody

#include "blackbody/systems/ensembles/chains/kernels/bit_states.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace blackbody {

static_assert(std::endian::native == std::endian::little);

BitStates to_bits(const at::Tensor& states) {
    BitStates bits(states.size(0), states.size(1));
    const std::int64_t units = bits.units();
    // Some hundred states at a time: what stands between stays in the cache.
    constexpr std::int64_t piece = 500;
    constexpr std::uint64_t low_bits = 0x7F7F7F7F7F7F7F7Full;
    const auto take = [&](std::int64_t first, std::int64_t last) {
        const at::Tensor some = states.slice(0, first, last),
                         on = (states.scalar_type() == at::kByte ? some : (some > 0).to(at::kByte)).contiguous();
        const std::uint8_t* from = on.const_data_ptr<std::uint8_t>();
        for (std::int64_t n = 0; n < on.size(0); ++n, from += units) {
            std::uint64_t* row = bits.row(first + n);
            std::int64_t u = 0;
            for (; u + 8 <= units; u += 8) {
                // Bytes that are not 0 become 1, and eight of them eight bits: the product brings byte i to bit 56 + i.
                std::uint64_t eight;
                std::memcpy(&eight, from + u, sizeof eight);
                eight = (((eight & low_bits) + low_bits) | eight) >> 7 & ~low_bits >> 7;
                row[u / 64] |= (eight * 0x0102040810204080ull >> 56) << (u % 64);
            }
            for (; u < units; ++u) row[u / 64] |= std::uint64_t{from[u] != 0} << (u % 64);
        }
    };
    at::parallel_for(0, bits.states(), piece, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t first = begin; first < end; first += piece) take(first, std::min(first + piece, end));
    });
    return bits;
}

at::Tensor to_floats(const BitStates& bits) {
    at::Tensor states = at::empty({bits.states(), bits.units()}, at::kFloat);
    float* to = states.data_ptr<float>();
    for (std::int64_t n = 0; n < bits.states(); ++n)
        for (std::int64_t u = 0; u < bits.units(); ++u) *to++ = bits.get(n, u);
    return states;
}

BitStates transposed(const BitStates& bits) {
    BitStates out(bits.units(), bits.states());
    // Not worth a second thread below a million bits.
    at::parallel_for(0, out.words(), 1 + (1 << 14) / (bits.units() + 1), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t block = begin; block < end; ++block)
            for (std::int64_t word = 0; word < bits.words(); ++word) {
                // A square of 64 x 64 bits in six rounds of swaps (Warren, Hacker's Delight, 7-3).
                std::uint64_t a[64] = {};
                for (std::int64_t k = 0; k < 64 && block * 64 + k < bits.states(); ++k)
                    a[k] = bits.row(block * 64 + k)[word];
                std::uint64_t mask = 0x00000000FFFFFFFFull;
                for (int j = 32; j != 0; j >>= 1, mask ^= mask << j)
                    for (int k = 0; k < 64; k = (k + j + 1) & ~j) {
                        const std::uint64_t t = ((a[k] >> j) ^ a[k + j]) & mask;
                        a[k] ^= t << j, a[k + j] ^= t;
                    }
                for (std::int64_t k = 0; k < 64 && word * 64 + k < bits.units(); ++k)
                    out.row(word * 64 + k)[block] = a[k];
            }
    });
    return out;
}

}  // namespace blackbody

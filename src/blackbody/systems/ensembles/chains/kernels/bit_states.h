#pragma once
/// States of units that are 0 or 1, one bit a unit: a thirty-second of what floats take.
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace blackbody {

/// N states of U units. Unit u of state n is bit u % 64 of word u / 64 of row n; bits beyond U are 0.
class BitStates {
  public:
    BitStates() = default;
    BitStates(std::int64_t states, std::int64_t units)
        : states_(states), units_(units), words_((units + 63) / 64), bits_(states * words_ + 1) {}
    std::int64_t states() const { return states_; }
    std::int64_t units() const { return units_; }
    std::int64_t words() const { return words_; }  ///< a row
    std::uint64_t* row(std::int64_t n) { return bits_.data() + n * words_; }
    const std::uint64_t* row(std::int64_t n) const { return bits_.data() + n * words_; }
    bool get(std::int64_t n, std::int64_t u) const { return row(n)[u / 64] >> (u % 64) & 1; }

  private:
    std::int64_t states_ = 0, units_ = 0, words_ = 0;
    std::vector<std::uint64_t> bits_;  ///< one spare word: kernels read eight bytes at any byte
};

/// [N, U] of anything; a unit is on where its number is positive.
BitStates to_bits(const at::Tensor& states);

/// float [N, U] of 0 and 1.
at::Tensor to_floats(const BitStates& bits);

/// Units and states exchanged: [U, N].
BitStates transposed(const BitStates& bits);

}  // namespace blackbody

#pragma once
/// The kernel of the excitation family: everything that is summed over the values of a state, in one reading.
///
/// Values are first divided by a power of two near their size, y = x / scale, so that fourth powers neither overflow
/// nor vanish in float32; logarithms are ours (a polynomial, relative error below 1e-6). Lanes are summed in float32
/// for at most 512 vectors, then in float64. A sample that holds a non-finite value, or overflows all the same, is read
/// again by a plain double-precision loop that counts such values and leaves them out.
///
/// Cost: about 0.5 ns a value and core with AVX-512, so a state is read at the speed of the cache it lies in.
#include <cstdint>
#include <limits>
#include <vector>

#include "blackbody/instruments/observables/excitation/state_view.h"

namespace blackbody {

/// How values are read: chosen once a call, from the values themselves; no result depends on it beyond rounding.
struct ReadingScale {
    float inverse_scale = 1;                              ///< a power of two
    float pivot = 0;                                      ///< powers are taken of d = y - pivot
    float low = -std::numeric_limits<float>::infinity();  ///< x <= low counts as `at_low`
    float high = std::numeric_limits<float>::infinity();  ///< x >= high counts as `at_high`
};

/// What one sample adds up to. Σ runs over its finite values; y = x / scale, d = y - pivot.
struct SampleSums {
    double rectified = 0, rectified_log = 0;  ///< Σ n and Σ n ln n with n = max(y, 0)
    double squared = 0, squared_log = 0;      ///< Σ n and Σ n ln n with n = y²
    double d1 = 0, d2 = 0, d3 = 0, d4 = 0;    ///< Σ d, Σ d², Σ d³, Σ d⁴
    std::int64_t values = 0, positive = 0, zero = 0, at_low = 0, at_high = 0, non_finite = 0;
    float min = std::numeric_limits<float>::infinity(), max = -std::numeric_limits<float>::infinity();
};

/// A scale and a pivot from a few values of the state.
ReadingScale reading_for(const StateView& state);

/// Sums of every sample, and how many places of each channel hold a value above zero.
/// sums [N], firings [N, C] row-major. Samples run in parallel; the result does not depend on the number of threads.
void sum_state(const StateView& state, const ReadingScale& reading, std::vector<SampleSums>& sums,
               std::vector<std::int32_t>& firings);

/// Natural logarithms of `count` positive normal numbers, by the kernel's own polynomial.
void fast_log(const float* x, float* ln_x, std::int64_t count);

}  // namespace blackbody

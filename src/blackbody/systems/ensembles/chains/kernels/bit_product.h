#pragma once
/// The product of bits and a matrix by tables ("four Russians": Arlazarov, Dinic, Kronrod, Faradžev 1970), and what a
/// Gibbs step makes of it, in one pass.
///
///   y_n = scale Σ_i s_ni W_i + bias,   s_ni in {0, 1}
///
/// Six neighbouring rows of W have 64 possible sums; a state reads one of them for every six of its units: a sixth of
/// the additions, and no multiplication. Tables of 16 columns (one vector) and 42 rows fill the first cache; they are
/// built on the way from the matrix, which is cheaper than to fetch ready ones from memory, and all states pass.
/// Where states are few, tables of four rows cost less to build. Sums are exact in fixed point (panels.h).
#include <cstdint>
#include <limits>

#include "blackbody/systems/ensembles/chains/kernels/bit_states.h"
#include "blackbody/systems/ensembles/chains/kernels/draw.h"
#include "blackbody/systems/ensembles/chains/kernels/panels.h"

namespace blackbody {

/// From fields y = scale (s W) + bias: what is wanted of them. Null pointers are not computed.
struct Output {
    float scale = 1;
    const float* bias = nullptr;  ///< [O]
    float* field = nullptr;       ///< y [N, O]
    float* mean = nullptr;        ///< 1 / (1 + exp(-y)) [N, O]
    BitStates* sample = nullptr;  ///< 1 with that probability
    Draw draw{};
    float ratio = 0;              ///< of another inverse temperature to this one
    double* log_ratio = nullptr;  ///< Σ_o ln(1 + exp(y_o)) - ln(1 + exp(ratio y_o)) [N]
};

/// States first .. last - 1.
struct StateRange {
    std::int64_t first = 0, last = std::numeric_limits<std::int64_t>::max();
};

/// The states of `in` that lie in the range; all pointers of `out` are those of state 0. Threads share out states and
/// columns; called within a parallel region, it works on the calling thread alone.
void multiply(const Panels& weight, const BitStates& in, const Output& out, const StateRange& range = {});

/// For comparison: from here on no vectors of 64 bytes, as on a CPU without AVX-512.
void use_narrow_vectors();

}  // namespace blackbody

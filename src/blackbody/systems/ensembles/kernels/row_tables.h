#pragma once
/// The product of bits and a matrix by tables ("four Russians": Arlazarov, Dinic, Kronrod, Faradžev 1970).
///
///   y_n = Σ_i s_ni W_i,   s_ni in {0, 1}
///
/// Four neighbouring rows of W have 16 possible sums; a state reads one of them for every four of its units: a quarter
/// of the additions, and no multiplication. The tables are built once a weight and cut into tiles of 28 rows by 64
/// columns (28 kB), so that a tile stays in the first cache while all states pass. Exact in float32 up to the order of
/// additions.
#include <ATen/core/Tensor.h>

#include <cstdint>

#include "blackbody/systems/ensembles/kernels/bit_states.h"
#include "blackbody/util/rng.h"

namespace blackbody {

class RowTables {
  public:
    static constexpr std::int64_t tile_columns = 64, tile_groups = 7, tile_rows = 28, tile_floats = 7 * 16 * 64;

    RowTables() = default;
    /// weight: float [I, O].
    explicit RowTables(const at::Tensor& weight);
    std::int64_t rows() const { return rows_; }
    std::int64_t columns() const { return columns_; }
    std::int64_t row_tiles() const { return row_tiles_; }
    std::int64_t column_tiles() const { return column_tiles_; }
    const float* tile(std::int64_t column_tile, std::int64_t row_tile) const {
        return storage_.const_data_ptr<float>() + (column_tile * row_tiles_ + row_tile) * tile_floats;
    }

  private:
    std::int64_t rows_ = 0, columns_ = 0, row_tiles_ = 0, column_tiles_ = 0;
    at::Tensor storage_;  ///< float [column tiles, row tiles, 7, 16, 64]
};

/// Which random numbers a step uses. Unit u of chain n compares with word (u % 64) / 16 of
/// philox(seed, stream, n << 32 | (u / 64 * 16 + u % 16)): a function of chain, unit, step and side alone, so that
/// samples do not depend on threads, batches or the machine's vectors.
struct Draw {
    Seed seed = 0;
    std::uint64_t stream = 0;      ///< step and side: see stream_of
    std::int64_t first_chain = 0;  ///< number of the first state
};
constexpr std::uint64_t stream_of(std::uint64_t step, std::uint32_t side) { return step << 8 | side; }

/// The uniform number in (0, 1) that unit u of chain n compares with its probability: 24 bits.
float uniform_of(const Draw& draw, std::int64_t chain, std::int64_t unit);

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

/// All states of `in`. Threads share out the states; where these are few, the columns.
void multiply(const RowTables& tables, const BitStates& in, const Output& out);

}  // namespace blackbody

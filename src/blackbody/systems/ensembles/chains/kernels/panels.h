#pragma once
/// A matrix ready for products with bits: fixed-point numbers in panels of 16 columns.
///
///   W_io = q_o k_io,   k_io integers of 32 bits,   q_o a power of two, one a column
///
/// q_o is the smallest for which no sum of rows of column o can overflow: 2^-31 of the larger of the sums of its
/// positive and of its negative numbers, rounded up. Integer sums do not depend on the order of additions, so a product
/// has the same digits whatever the grouping of rows, the threads, the vectors of the machine, and whether it was
/// computed anew or by adding what changed. The error of a sum is at most q_o/2 a row: where 100 of 784 rows are on it
/// is below that of float32 (docs/decisions/0009-bits-and-tables.md has both).
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <utility>

namespace blackbody {

class Panels {
  public:
    static constexpr std::int64_t width = 16;

    Panels() = default;
    /// weight: float [I, O] or its transpose, of any strides. Not finite: every product is NaN.
    explicit Panels(const at::Tensor& weight);
    /// Of a matrix and of its transpose: threads meet once.
    static std::pair<Panels, Panels> both_ways(const at::Tensor& weight);
    std::int64_t rows() const { return rows_; }
    std::int64_t columns() const { return columns_; }
    std::int64_t count() const { return (columns_ + width - 1) / width; }
    /// k of 16 columns [I, 16]; rows past the end may be read, their numbers mean nothing.
    const std::int32_t* panel(std::int64_t p) const {
        return numbers_.const_data_ptr<std::int32_t>() + p * rows_ * width;
    }
    const float* quanta() const { return quanta_.const_data_ptr<float>(); }  ///< q [16 count()]

  private:
    struct Source;
    explicit Panels(const Source& source);
    void pack(const Source& source, std::int64_t p);

    std::int64_t rows_ = 0, columns_ = 0;
    at::Tensor numbers_, quanta_;
};

}  // namespace blackbody

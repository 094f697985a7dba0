#pragma once
/// Samples of an array along its first axis, read a few at a time: what makes memory independent of the size of the
/// data.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "blackbody/formats/tensor_view.h"

namespace blackbody {

/// Where the elements of an array stand in a file, and in which order.
struct ArrayLayout {
    ElementType type = ElementType::float32;
    std::vector<std::int64_t> shape;
    bool fortran_order = false;  ///< first axis fastest
    bool big_endian = false;
    std::uint64_t offset = 0;  ///< of the first element in the file
};

/// Number of bytes of all elements, or nothing where that overflows.
std::optional<std::uint64_t> byte_count(const ArrayLayout& layout);

class Rows {
  public:
    virtual ~Rows() = default;
    virtual ElementType type() const = 0;
    virtual std::span<const std::int64_t> shape() const = 0;  ///< with the sample axis first; at least one axis
    /// Rows first .. first + count - 1 in C order and native byte order; `out` has exactly their size.
    virtual void read(std::int64_t first, std::int64_t count, std::span<std::byte> out) const = 0;

    std::int64_t size() const { return shape()[0]; }
    std::size_t row_bytes() const;
};

/// Rows of an array in a file that is not compressed, by pread. Throws FormatError where the file is too short for the
/// layout, and when a read fails.
std::unique_ptr<Rows> rows_of_file(const std::string& path, const ArrayLayout& layout);

/// The same of a layout that the file's first bytes say (a mebibyte and some more): it is opened once.
using ParseLayout = ArrayLayout (*)(std::span<const std::byte> head, const std::string& path);
std::unique_ptr<Rows> rows_of_file(const std::string& path, ParseLayout parse);

/// Rows of an array in memory.
std::unique_ptr<Rows> rows_of_view(TensorView view);

/// The whole array in C order and native byte order; a view into `bytes` where they stand so already. `path` is for
/// complaints.
TensorView view_of_layout(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                          const ArrayLayout& layout, const std::string& path);

}  // namespace blackbody

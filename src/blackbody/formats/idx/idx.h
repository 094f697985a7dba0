#pragma once
/// IDX, the format of MNIST and Fashion-MNIST: a type, sizes, big-endian elements; plain or gzipped (.gz).
/// Format: http://yann.lecun.com/exdb/mnist/ (two zero bytes, type, number of axes, sizes as 32-bit integers, data).
#include <memory>
#include <string>

#include "blackbody/formats/limits.h"
#include "blackbody/formats/rows.h"

namespace blackbody {

/// Type, shape and place of the elements. Reads nothing behind the header.
ArrayLayout parse_idx_header(std::span<const std::byte> bytes, const std::string& path);

/// The whole array; gzipped bytes (magic 1f 8b) are unpacked once their header's declared size has passed the cap and
/// what deflate can pack. The file must hold exactly as many elements as it declares.
TensorView parse_idx(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::string& path,
                     std::uint64_t max_bytes = max_unpacked_bytes);

/// Throws FormatError (bytes), Error(usage) (missing file).
TensorView read_idx(const std::string& path);

/// Rows of an IDX file: by pread where it is plain, from memory where it is gzipped.
std::unique_ptr<Rows> idx_rows(const std::string& path);

/// By name: "train-images-idx3-ubyte.gz", "labels.idx".
bool looks_like_idx(const std::string& file_name);

}  // namespace blackbody

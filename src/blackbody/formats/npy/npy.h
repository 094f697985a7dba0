#pragma once
/// NumPy's .npy (versions 1 to 3) and .npz: arrays of numbers. Objects, texts and records are refused, never unpickled.
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "blackbody/formats/limits.h"
#include "blackbody/formats/rows.h"

namespace blackbody {

/// Type, shape, order and place of the elements. Reads nothing behind the header.
ArrayLayout parse_npy_header(std::span<const std::byte> bytes, const std::string& path);

/// The array in C order and native byte order; a view into `bytes` where it stands so already.
TensorView parse_npy(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::string& path);

/// Throws FormatError (bytes), Error(usage) (missing file).
TensorView read_npy(const std::string& path);

/// Rows of a .npy file by pread: memory does not grow with the file.
std::unique_ptr<Rows> npy_rows(const std::string& path);

/// The bytes of a .npy file, version 1, C order.
std::string to_npy_bytes(const TensorView& view);

/// Writes atomically (util/file.h). Throws Error(output).
void write_npy(const std::string& path, const TensorView& view);

/// A .npz: a zip of .npy files. An entry's declared size is checked against the cap, against what deflate can pack, and
/// against its own header before it is unpacked.
class Npz {
  public:
    struct Entry {
        std::string name;  ///< without ".npy"
        ArrayLayout layout;
        std::uint64_t bytes = 0, packed_bytes = 0;
    };
    static Npz open(const std::string& path, std::uint64_t max_bytes = max_unpacked_bytes);
    static Npz parse(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::string& path,
                     std::uint64_t max_bytes = max_unpacked_bytes);

    const std::vector<Entry>& entries() const { return entries_; }
    bool has(const std::string& name) const;
    /// Unpacks one array. Throws FormatError where the zip is damaged, std::out_of_range where there is no such entry.
    TensorView read(const std::string& name) const;

  private:
    struct Archive;
    std::shared_ptr<Archive> archive_;
    std::vector<Entry> entries_;
    std::string path_;
};

}  // namespace blackbody

#include "blackbody/formats/idx/idx.h"

#include <zlib.h>

#include <algorithm>

#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace {

constexpr std::size_t largest_header = 4 + 4 * 255;

[[noreturn]] void refuse(const std::string& path, const std::string& place, const std::string& expected,
                         const std::string& found, const std::string& advice = "") {
    throw FormatError({.file = path, .place = place, .expected = expected, .found = found, .advice = advice});
}

struct TypeRow {
    int code;
    ElementType type;
};

constexpr TypeRow types[] = {{0x08, ElementType::uint8}, {0x09, ElementType::int8},    {0x0B, ElementType::int16},
                             {0x0C, ElementType::int32}, {0x0D, ElementType::float32}, {0x0E, ElementType::float64}};

bool is_gzip(std::span<const std::byte> bytes) {
    return bytes.size() > 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

/// zlib's inflater over bytes in memory.
class Gunzip {
  public:
    Gunzip(std::span<const std::byte> packed, const std::string& path) : path_(path), packed_(packed) {
        if (inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK) refuse(path_, "gzip", "memory to unpack", "none");
    }
    ~Gunzip() { inflateEnd(&stream_); }
    Gunzip(const Gunzip&) = delete;
    Gunzip& operator=(const Gunzip&) = delete;

    /// Fills `out` as far as the data go; returns how much was filled.
    std::size_t read(std::span<std::byte> out) {
        std::size_t filled = 0;
        while (filled < out.size() && !ended_) {
            constexpr std::size_t piece = 1 << 30;
            if (stream_.avail_in == 0) {
                stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed_.data()));
                stream_.avail_in = static_cast<uInt>(std::min(packed_.size(), piece));
                packed_ = packed_.subspan(stream_.avail_in);
            }
            const std::size_t wanted = std::min(out.size() - filled, piece);
            stream_.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
            stream_.avail_out = static_cast<uInt>(wanted);
            const int result = inflate(&stream_, Z_NO_FLUSH);
            filled += wanted - stream_.avail_out;
            ended_ = result == Z_STREAM_END;
            if (ended_) break;
            if (result == Z_BUF_ERROR || (stream_.avail_in == 0 && packed_.empty() && stream_.avail_out != 0))
                refuse(path_, "gzip", "more data", "the end of the file", "was it copied whole?");
            if (result != Z_OK)
                refuse(path_, "gzip", "intact data", stream_.msg ? stream_.msg : "an error", "the file is damaged");
        }
        return filled;
    }

  private:
    const std::string& path_;
    std::span<const std::byte> packed_;
    z_stream stream_{};
    bool ended_ = false;
};

/// Unpacks a gzipped IDX: header first, then exactly what it declares.
std::vector<std::byte> unpack(std::span<const std::byte> packed, const std::string& path, std::uint64_t max_bytes) {
    Gunzip gunzip(packed, path);
    std::vector<std::byte> bytes(largest_header);
    bytes.resize(gunzip.read(bytes));
    const ArrayLayout layout = parse_idx_header(bytes, path);

    // The header was refused if its size fits nowhere. NOLINTNEXTLINE(bugprone-unchecked-optional-access)
    const std::uint64_t size = *byte_count(layout) + layout.offset;
    if (size > max_bytes)
        refuse(path, "header", "at most " + std::to_string(max_bytes) + " bytes unpacked", std::to_string(size));
    if (!deflate_can_hold(packed.size(), size))
        refuse(path, "header", "a size that " + std::to_string(packed.size()) + " packed bytes can hold",
               std::to_string(size), "the file is damaged");

    // One byte more than declared shows data behind the end, and lets zlib check the sum.
    const std::size_t have = bytes.size();
    bytes.resize(std::max<std::size_t>(have, size + 1));
    bytes.resize(have + gunzip.read(std::span(bytes).subspan(have)));
    return bytes;
}

}  // namespace

ArrayLayout parse_idx_header(std::span<const std::byte> bytes, const std::string& path) {
    const auto byte_at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
    if (bytes.size() < 4 || byte_at(0) != 0 || byte_at(1) != 0)
        refuse(path, "header", "two zero bytes, a type and the number of axes", "other bytes", "is it an IDX file?");
    const auto row = std::find_if(std::begin(types), std::end(types),
                                  [&](const TypeRow& r) { return byte_at(2) == static_cast<std::uint32_t>(r.code); });
    if (row == std::end(types))
        refuse(path, "header", "an IDX type (8, 9, 11, 12, 13, 14)", std::to_string(byte_at(2)));

    const std::size_t axes = byte_at(3), size = 4 + 4 * axes;
    if (axes == 0 || bytes.size() < size)
        refuse(path, "header", "at least one axis and all sizes",
               std::to_string(bytes.size()) + " bytes, " + std::to_string(axes) + " axes");
    ArrayLayout layout{
        .type = row->type, .shape = {}, .fortran_order = false, .big_endian = byte_size(row->type) > 1, .offset = size};
    for (std::size_t i = 4; i < size; i += 4)
        layout.shape.push_back(
            static_cast<std::int64_t>(byte_at(i) << 24 | byte_at(i + 1) << 16 | byte_at(i + 2) << 8 | byte_at(i + 3)));
    if (!byte_count(layout)) refuse(path, "header", "a size that fits in memory", shape_text(layout.shape));
    return layout;
}

TensorView parse_idx(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::string& path,
                     std::uint64_t max_bytes) {
    if (is_gzip(bytes)) {
        const auto unpacked = std::make_shared<const std::vector<std::byte>>(unpack(bytes, path, max_bytes));
        bytes = *unpacked, owner = unpacked;
    }
    const ArrayLayout layout = parse_idx_header(bytes, path);
    TensorView view = view_of_layout(bytes, std::move(owner), layout, path);
    if (const std::uint64_t expected = layout.offset + view.bytes.size(); bytes.size() != expected)
        refuse(path, "data", std::to_string(expected) + " bytes for " + shape_text(layout.shape), "more");
    return view;
}

TensorView read_idx(const std::string& path) {
    const auto file = MappedFile::open(path);
    return parse_idx(file->bytes(), file, path);
}

std::unique_ptr<Rows> idx_rows(const std::string& path) {
    const auto file = MappedFile::open(path);
    if (is_gzip(file->bytes())) return rows_of_view(parse_idx(file->bytes(), file, path));
    return rows_of_file(path, parse_idx_header(file->bytes(), path));
}

bool looks_like_idx(const std::string& file_name) {
    for (const char* end : {"-ubyte", "-ubyte.gz", ".idx", ".idx.gz"})
        if (file_name.ends_with(end)) return true;
    return false;
}

}  // namespace blackbody

#include "blackbody/formats/rows.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace {

/// Reverses the bytes of every number; a complex one is two numbers.
void swap_bytes(std::span<std::byte> bytes, ElementType type) {
    const bool complex = type == ElementType::complex64 || type == ElementType::complex128;
    const std::size_t width = byte_size(type) / (complex ? 2 : 1);
    for (std::size_t i = 0; i + width <= bytes.size(); i += width) std::reverse(&bytes[i], &bytes[i] + width);
}

/// A byte of a bool may be anything in a stranger's file; in C++ it is 0 or 1.
void make_booleans_valid(std::span<std::byte> bytes) {
    for (std::byte& b : bytes) b = std::byte{b != std::byte{0}};
}

void make_native(std::span<std::byte> bytes, const ArrayLayout& layout) {
    if (layout.big_endian) swap_bytes(bytes, layout.type);
    if (layout.type == ElementType::boolean) make_booleans_valid(bytes);
}

/// For the axes in C order the strides, in elements, of an array that stands with the first axis fastest.
std::vector<std::int64_t> fortran_strides(std::span<const std::int64_t> shape) {
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t axis = 1; axis < shape.size(); ++axis) strides[axis] = strides[axis - 1] * shape[axis - 1];
    return strides;
}

/// Calls visit(offset in elements) for every element of `shape` in C order.
template <class Visit>
void for_each_offset(std::span<const std::int64_t> shape, std::span<const std::int64_t> strides, Visit visit) {
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return;
    std::vector<std::int64_t> index(shape.size(), 0);
    std::int64_t offset = 0;
    while (true) {
        visit(offset);
        std::size_t axis = shape.size();
        while (axis > 0 && ++index[axis - 1] == shape[axis - 1]) {
            offset -= (shape[axis - 1] - 1) * strides[axis - 1];
            index[--axis] = 0;
        }
        if (axis == 0) return;
        offset += strides[axis - 1];
    }
}

std::uint64_t checked_bytes(const ArrayLayout& layout, std::uint64_t there, const std::string& path) {
    const auto bytes = byte_count(layout);
    const std::string array = std::string(to_string(layout.type)) + " " + shape_text(layout.shape);
    if (!bytes)
        throw FormatError(
            {.file = path, .place = "header", .expected = "a size that fits in memory", .found = array, .advice = ""});
    if (layout.offset > there || *bytes > there - layout.offset)
        throw FormatError({.file = path,
                           .place = "data",
                           .expected = std::to_string(*bytes) + " bytes for " + array,
                           .found = std::to_string(there - std::min(there, layout.offset)),
                           .advice = "was the file copied whole?"});
    return *bytes;
}

class FileRows final : public Rows {
  public:
    explicit FileRows(const std::string& path) : path_(path) {
        fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        struct stat status {};
        if (fd_ < 0 || ::fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) {
            if (fd_ >= 0) ::close(fd_);
            MappedFile::open(path);  // complains
            throw Error(ErrorKind::usage, Complaint{.file = path, .found = "a file that changes"});
        }
        size_ = static_cast<std::uint64_t>(status.st_size);
    }
    ~FileRows() override { ::close(fd_); }
    FileRows(const FileRows&) = delete;
    FileRows& operator=(const FileRows&) = delete;

    /// At most so many of the first bytes.
    std::vector<std::byte> head(std::uint64_t most) const {
        std::vector<std::byte> bytes(static_cast<std::size_t>(std::min(most, size_)));
        read_at(0, bytes);
        return bytes;
    }
    void set(const ArrayLayout& layout) {
        checked_bytes(layout, size_, path_);
        if (layout.shape.empty())
            throw FormatError({.file = path_,
                               .place = "header",
                               .expected = "an array of samples",
                               .found = "a single number",
                               .advice = ""});
        layout_ = layout;
    }

    ElementType type() const override { return layout_.type; }
    std::span<const std::int64_t> shape() const override { return layout_.shape; }

    void read(std::int64_t first, std::int64_t count, std::span<std::byte> out) const override {
        if (layout_.fortran_order) read_columns(first, count, out);
        else read_at(layout_.offset + static_cast<std::uint64_t>(first) * row_bytes(), out);
        make_native(out, layout_);
    }

  private:
    void read_at(std::uint64_t offset, std::span<std::byte> out) const {
        while (!out.empty()) {
            const ssize_t got = ::pread(fd_, out.data(), out.size(), static_cast<off_t>(offset));
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0)
                throw FormatError({.file = path_,
                                   .place = "at byte " + std::to_string(offset),
                                   .expected = "more data",
                                   .found = got < 0 ? std::strerror(errno) : "the end of the file",
                                   .advice = ""});
            out = out.subspan(static_cast<std::size_t>(got));
            offset += static_cast<std::uint64_t>(got);
        }
    }

    /// First axis fastest: the same element of consecutive rows stands together.
    void read_columns(std::int64_t first, std::int64_t count, std::span<std::byte> out) const {
        const std::size_t width = byte_size(layout_.type), step = row_bytes();
        const std::vector<std::int64_t> strides = fortran_strides(layout_.shape);
        std::vector<std::byte> column(static_cast<std::size_t>(count) * width);
        std::size_t element = 0;
        for_each_offset(std::span(layout_.shape).subspan(1), std::span(strides).subspan(1), [&](std::int64_t offset) {
            read_at(layout_.offset + static_cast<std::uint64_t>(offset + first) * width, column);
            for (std::int64_t row = 0; row < count; ++row)
                std::memcpy(&out[static_cast<std::size_t>(row) * step + element * width],
                            &column[static_cast<std::size_t>(row) * width], width);
            ++element;
        });
    }

    std::string path_;
    ArrayLayout layout_;
    int fd_;
    std::uint64_t size_ = 0;
};

class ViewRows final : public Rows {
  public:
    explicit ViewRows(TensorView view) : view_(std::move(view)) {}
    ElementType type() const override { return view_.type; }
    std::span<const std::int64_t> shape() const override { return view_.shape; }
    void read(std::int64_t first, std::int64_t, std::span<std::byte> out) const override {
        const auto from = view_.bytes.subspan(static_cast<std::size_t>(first) * row_bytes(), out.size());
        std::copy(from.begin(), from.end(), out.begin());
    }

  private:
    TensorView view_;
};

}  // namespace

std::optional<std::uint64_t> byte_count(const ArrayLayout& layout) {
    const auto count = element_count(layout.shape);
    std::uint64_t bytes = 0;
    if (!count || __builtin_mul_overflow(static_cast<std::uint64_t>(*count), byte_size(layout.type), &bytes))
        return std::nullopt;
    return bytes >> 62 ? std::nullopt : std::optional(bytes);
}

std::size_t Rows::row_bytes() const {
    // The layout was refused if its shape overflows. NOLINTNEXTLINE(bugprone-unchecked-optional-access)
    return static_cast<std::size_t>(*element_count(shape().subspan(1))) * byte_size(type());
}

std::unique_ptr<Rows> rows_of_file(const std::string& path, const ArrayLayout& layout) {
    auto rows = std::make_unique<FileRows>(path);
    rows->set(layout);
    return rows;
}

std::unique_ptr<Rows> rows_of_file(const std::string& path, ParseLayout parse) {
    constexpr std::uint64_t largest_header = (std::uint64_t{1} << 20) + 64;
    auto rows = std::make_unique<FileRows>(path);
    rows->set(parse(rows->head(largest_header), path));
    return rows;
}

std::unique_ptr<Rows> rows_of_view(TensorView view) {
    if (view.shape.empty()) throw std::invalid_argument("rows_of_view: a single number has no rows");
    return std::make_unique<ViewRows>(std::move(view));
}

TensorView view_of_layout(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                          const ArrayLayout& layout, const std::string& path) {
    const std::uint64_t size = checked_bytes(layout, bytes.size(), path);
    const std::span<const std::byte> stored = bytes.subspan(layout.offset, size);
    const bool one_dimension = layout.shape.size() < 2;
    if (!layout.big_endian && layout.type != ElementType::boolean && (!layout.fortran_order || one_dimension))
        return {layout.type, layout.shape, stored, std::move(owner)};

    // Copy element by element in C order, then to native bytes.
    auto copy = std::make_shared<std::vector<std::byte>>(size);
    if (layout.fortran_order) {
        const std::size_t width = byte_size(layout.type);
        std::byte* to = copy->data();
        for_each_offset(layout.shape, fortran_strides(layout.shape), [&](std::int64_t offset) {
            std::memcpy(to, &stored[static_cast<std::size_t>(offset) * width], width), to += width;
        });
    } else {
        std::copy(stored.begin(), stored.end(), copy->begin());
    }
    make_native(*copy, layout);
    return {layout.type, layout.shape, *copy, copy};
}

}  // namespace blackbody

#include "blackbody/formats/npy/npy.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>

#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace {

constexpr std::size_t max_header = 1 << 20;
constexpr std::size_t max_dimensions = 64;

[[noreturn]] void refuse(const std::string& path, const std::string& expected, const std::string& found,
                         const std::string& advice = "") {
    throw FormatError({.file = path, .place = "npy header", .expected = expected, .found = found, .advice = advice});
}

/// Reads the Python dictionary of the header: three keys, in any order.
class HeaderReader {
  public:
    HeaderReader(std::string_view text, const std::string& path) : text_(text), path_(path) {}

    ArrayLayout read() {
        bool has_descr = false, has_order = false, has_shape = false;
        expect('{');
        while (peek() != '}') {
            const std::string key = quoted();
            expect(':');
            if (key == "descr") read_type(quoted()), has_descr = true;
            else if (key == "fortran_order") layout_.fortran_order = truth(), has_order = true;
            else if (key == "shape") layout_.shape = shape(), has_shape = true;
            else refuse(path_, "the keys descr, fortran_order and shape", "'" + key + "'");
            if (peek() == ',') ++at_;
        }
        if (!has_descr || !has_order || !has_shape) refuse(path_, "the keys descr, fortran_order and shape", "fewer");
        return layout_;
    }

  private:
    char peek() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    void expect(char c) {
        if (peek() != c) refuse(path_, std::string("'") + c + "' at position " + std::to_string(at_), "something else");
        ++at_;
    }
    std::string quoted() {
        const char quote = peek();
        if (quote != '\'' && quote != '"')
            refuse(path_, "a quoted text", "another thing", "arrays of records are not supported: save plain numbers");
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) refuse(path_, "a closing quote", "none");
        const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        return std::string(inside);
    }
    bool truth() {
        peek();
        for (const auto& [word, value] :
             {std::pair{std::string_view("True"), true}, {std::string_view("False"), false}})
            if (text_.substr(at_).starts_with(word)) return at_ += word.size(), value;
        refuse(path_, "True or False", "another thing");
    }
    std::vector<std::int64_t> shape() {
        std::vector<std::int64_t> sizes;
        expect('(');
        while (peek() != ')') {
            std::int64_t size = -1;
            const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), size);
            if (error != std::errc{} || size < 0) refuse(path_, "sizes of at least 0", "another thing in the shape");
            sizes.push_back(size);
            if (sizes.size() > max_dimensions)
                refuse(path_, "at most " + std::to_string(max_dimensions) + " dimensions", "more");
            at_ = static_cast<std::size_t>(end - text_.data());
            if (peek() == 'L') ++at_;  // Python 2 wrote long integers so
            if (peek() == ',') ++at_;
            else if (peek() != ')') refuse(path_, "',' or ')' in the shape", "another thing");
        }
        ++at_;
        return sizes;
    }
    void read_type(const std::string& descr);

    std::string_view text_;
    const std::string& path_;
    std::size_t at_ = 0;
    ArrayLayout layout_;
};

struct TypeRow {
    const char* code;
    ElementType type;
};

constexpr TypeRow types[] = {
    {"b1", ElementType::boolean},   {"i1", ElementType::int8},       {"i2", ElementType::int16},
    {"i4", ElementType::int32},     {"i8", ElementType::int64},      {"u1", ElementType::uint8},
    {"u2", ElementType::uint16},    {"u4", ElementType::uint32},     {"u8", ElementType::uint64},
    {"f2", ElementType::float16},   {"f4", ElementType::float32},    {"f8", ElementType::float64},
    {"c8", ElementType::complex64}, {"c16", ElementType::complex128}};

void HeaderReader::read_type(const std::string& descr) {
    const char order = descr.empty() ? '\0' : descr[0];
    const bool known_order = order == '<' || order == '>' || order == '|' || order == '=';
    const std::string code = descr.substr(known_order ? 1 : 0);
    const auto row = std::find_if(std::begin(types), std::end(types), [&](const TypeRow& r) { return code == r.code; });
    if (row == std::end(types))
        refuse(path_, "an array of numbers", "dtype '" + descr + "'",
               "objects and texts are not read: save a numeric array");
    layout_.type = row->type;
    layout_.big_endian = order == '>';
}

}  // namespace

ArrayLayout parse_npy_header(std::span<const std::byte> bytes, const std::string& path) {
    // Magic, version, length of the header: 2 bytes in version 1, 4 in versions 2 and 3.
    constexpr std::string_view magic = "\x93NUMPY";
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (!text.starts_with(magic)) refuse(path, "the magic \\x93NUMPY", "other bytes", "is it a .npy file?");
    const int major = text.size() > 6 ? static_cast<unsigned char>(text[6]) : 0;
    if (major < 1 || major > 3) refuse(path, "version 1, 2 or 3", std::to_string(major));
    const std::size_t width = major == 1 ? 2 : 4, start = 8 + width;
    if (text.size() < start)
        refuse(path, std::to_string(start) + " bytes", std::to_string(text.size()), "was the file copied whole?");
    std::uint32_t length = 0;
    std::memcpy(&length, text.data() + 8, width);
    if (length > max_header || length > text.size() - start)
        refuse(path, "a header of at most " + std::to_string(std::min(max_header, text.size() - start)) + " bytes",
               std::to_string(length));

    ArrayLayout layout = HeaderReader(text.substr(start, length), path).read();
    layout.offset = start + length;
    return layout;
}

TensorView parse_npy(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::string& path) {
    return view_of_layout(bytes, std::move(owner), parse_npy_header(bytes, path), path);
}

TensorView read_npy(const std::string& path) {
    const auto file = MappedFile::open(path);
    return parse_npy(file->bytes(), file, path);
}

std::unique_ptr<Rows> npy_rows(const std::string& path) { return rows_of_file(path, parse_npy_header); }

std::string to_npy_bytes(const TensorView& view) {
    const auto row =
        std::find_if(std::begin(types), std::end(types), [&](const TypeRow& r) { return r.type == view.type; });
    if (row == std::end(types))
        throw Error(ErrorKind::output, std::string("npy has no type for ") + to_string(view.type));
    std::string shape;
    for (const std::int64_t size : view.shape) shape += std::to_string(size) + ", ";
    if (view.shape.size() > 1) shape.resize(shape.size() - 2);
    else if (!shape.empty()) shape.pop_back();
    std::string header = std::string("{'descr': '") + (byte_size(view.type) == 1 ? "|" : "<") + row->code +
                         "', 'fortran_order': False, 'shape': (" + shape + "), }";

    // The elements start at a multiple of 64.
    header.append(63 - (10 + header.size()) % 64, ' ');
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(header.size() & 255);
    bytes += static_cast<char>(header.size() >> 8);
    return bytes + header + std::string(reinterpret_cast<const char*>(view.bytes.data()), view.bytes.size());
}

void write_npy(const std::string& path, const TensorView& view) {
    const std::string bytes = to_npy_bytes(view);
    write_file(path, [&](std::ostream& out) { out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); });
}

}  // namespace blackbody

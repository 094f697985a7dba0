#include "blackbody/formats/safetensors/safetensors.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace {

using nlohmann::json;

constexpr std::uint64_t max_header = std::uint64_t{32} << 20;  ///< the largest language models have some 100 kB
constexpr int max_depth = 3;                                   ///< { tensor: { shape: [ ... ] } }

struct TypeRow {
    const char* name;
    ElementType type;
};

constexpr TypeRow types[] = {
    {"F32", ElementType::float32},        {"F64", ElementType::float64},   {"F16", ElementType::float16},
    {"BF16", ElementType::bfloat16},      {"I8", ElementType::int8},       {"I16", ElementType::int16},
    {"I32", ElementType::int32},          {"I64", ElementType::int64},     {"U8", ElementType::uint8},
    {"U16", ElementType::uint16},         {"U32", ElementType::uint32},    {"U64", ElementType::uint64},
    {"BOOL", ElementType::boolean},       {"C64", ElementType::complex64}, {"F8_E4M3", ElementType::float8_e4m3},
    {"F8_E5M2", ElementType::float8_e5m2}};

/// What a complaint needs.
struct Reader {
    std::string path;
    [[noreturn]] void refuse(const std::string& place, const std::string& expected, const std::string& found,
                             const std::string& advice = "") const {
        throw FormatError({.file = path, .place = place, .expected = expected, .found = found, .advice = advice});
    }
};

struct DepthError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The header as JSON, neither deep nor with one name twice.
json parse_header(std::string_view text, const Reader& reader) {
    std::set<std::string> names;
    auto check = [&](int depth, json::parse_event_t event, json& parsed) {
        if (depth > max_depth) throw DepthError("deep nesting");
        if (event == json::parse_event_t::key && depth == 1 && !names.insert(parsed.get<std::string>()).second)
            throw DepthError("'" + parsed.get<std::string>() + "' twice");
        return true;
    };
    try {
        json header = json::parse(text, check);
        if (!header.is_object()) reader.refuse("header", "a JSON object", header.type_name());
        return header;
    } catch (const json::exception& error) {
        reader.refuse("header", "JSON", error.what());
    } catch (const DepthError& error) {
        reader.refuse("header", "one flat description a tensor", error.what());
    }
}

/// A list of `at most max` numbers that are not negative.
std::vector<std::int64_t> integers(const json& value, std::size_t max, const Reader& reader, const std::string& place) {
    std::vector<std::int64_t> numbers;
    if (!value.is_array() || value.size() > max)
        reader.refuse(place, "a list of at most " + std::to_string(max) + " sizes", value.type_name());
    for (const json& number : value) {
        if (!number.is_number_unsigned() || number.get<std::uint64_t>() > std::uint64_t{1} << 62)
            reader.refuse(place, "sizes and offsets from 0 to 2^62", "another value");
        numbers.push_back(number.get<std::int64_t>());
    }
    return numbers;
}

NamedTensor read_tensor(const std::string& name, const json& entry, std::span<const std::byte> data,
                        const Reader& reader) {
    const std::string place = "tensor '" + name + "'";
    if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") || !entry.contains("data_offsets") ||
        !entry["dtype"].is_string())
        reader.refuse(place, "dtype, shape and data_offsets", "fewer");
    const std::string dtype = entry["dtype"];
    const auto row =
        std::find_if(std::begin(types), std::end(types), [&](const TypeRow& r) { return dtype == r.name; });
    NamedTensor tensor{name,
                       {.type = row == std::end(types) ? ElementType::other : row->type,
                        .shape = integers(entry["shape"], 64, reader, place),
                        .bytes = {},
                        .owner = {}},
                       dtype};

    // The bytes lie inside the file and are as many as the shape says.
    const auto offsets = integers(entry["data_offsets"], 2, reader, place);
    if (offsets.size() != 2 || offsets[0] > offsets[1] || static_cast<std::uint64_t>(offsets[1]) > data.size())
        reader.refuse(place, "offsets within the " + std::to_string(data.size()) + " bytes of data",
                      shape_text(offsets), "was the file copied whole?");
    tensor.view.bytes =
        data.subspan(static_cast<std::size_t>(offsets[0]), static_cast<std::size_t>(offsets[1] - offsets[0]));
    const auto count = element_count(tensor.view.shape);
    std::size_t expected = 0;
    if (!count || __builtin_mul_overflow(static_cast<std::size_t>(*count), byte_size(tensor.view.type), &expected))
        reader.refuse(place, "a shape whose size fits in memory", shape_text(tensor.view.shape));
    if (tensor.view.type != ElementType::other && expected != tensor.view.bytes.size())
        reader.refuse(place, std::to_string(expected) + " bytes for " + dtype + " " + shape_text(tensor.view.shape),
                      std::to_string(tensor.view.bytes.size()));
    return tensor;
}

/// The format allows neither gap nor overlap, so that nothing can hide in a file.
void check_tiling(const std::vector<NamedTensor>& tensors, std::span<const std::byte> data, const Reader& reader) {
    const std::byte* end = data.data();
    for (const auto& [name, view, dtype] : tensors) {
        if (view.bytes.data() < end)
            reader.refuse("tensor '" + name + "'", "bytes of its own", "an overlap with the tensor before");
        if (view.bytes.data() > end)
            reader.refuse("tensor '" + name + "'", "no gap before it",
                          std::to_string(view.bytes.data() - end) + " bytes that belong to no tensor");
        end += view.bytes.size();
    }
    if (end != data.data() + data.size())
        reader.refuse("data", "no bytes behind the last tensor", std::to_string(data.data() + data.size() - end));
}

std::uint64_t header_size(std::span<const std::byte> bytes, const Reader& reader) {
    std::uint64_t size = 0;
    if (bytes.size() < sizeof size)
        reader.refuse("header", "8 bytes of header length", std::to_string(bytes.size()), "was the file copied whole?");
    std::memcpy(&size, bytes.data(), sizeof size);
    const std::uint64_t most = std::min<std::uint64_t>(max_header, bytes.size() - sizeof size);
    if (size > most)
        reader.refuse("header", "a length of at most " + std::to_string(most) + " bytes", std::to_string(size),
                      "is it a safetensors file, and whole?");
    return size;
}

}  // namespace

Safetensors parse_safetensors(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner,
                              const std::string& path) {
    const Reader reader{path};
    const std::uint64_t size = header_size(bytes, reader);
    const json header = parse_header({reinterpret_cast<const char*>(bytes.data()) + 8, size}, reader);
    const auto data = bytes.subspan(8 + size);

    Safetensors file;
    for (const auto& [name, entry] : header.items()) {
        if (name != "__metadata__") {
            file.tensors.push_back(read_tensor(name, entry, data, reader));
            continue;
        }
        if (!entry.is_object()) reader.refuse("__metadata__", "texts by name", entry.type_name());
        for (const auto& [key, value] : entry.items())
            file.metadata[key] = value.is_string() ? value.get<std::string>()
                                                   : value.dump(-1, ' ', false, json::error_handler_t::replace);
    }
    std::stable_sort(file.tensors.begin(), file.tensors.end(), [](const NamedTensor& a, const NamedTensor& b) {
        return std::pair(a.view.bytes.data(), a.view.bytes.size()) <
               std::pair(b.view.bytes.data(), b.view.bytes.size());
    });
    check_tiling(file.tensors, data, reader);
    for (NamedTensor& tensor : file.tensors) tensor.view.owner = owner;
    return file;
}

Safetensors read_safetensors(const std::string& path) {
    const auto file = MappedFile::open(path);
    return parse_safetensors(file->bytes(), file, path);
}

std::string to_safetensors_bytes(const Safetensors& file) {
    // Header: every tensor behind the one before.
    json header = json::object();
    if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
    std::uint64_t offset = 0;
    for (const auto& [name, view, dtype] : file.tensors) {
        const auto row =
            std::find_if(std::begin(types), std::end(types), [&](const TypeRow& r) { return r.type == view.type; });
        if (row == std::end(types))
            throw Error(ErrorKind::output,
                        "tensor '" + name + "': safetensors has no type for " + to_string(view.type));
        header[name] = {
            {"dtype", row->name}, {"shape", view.shape}, {"data_offsets", {offset, offset + view.bytes.size()}}};
        offset += view.bytes.size();
    }
    std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    text.append((8 - text.size() % 8) % 8, ' ');

    const std::uint64_t size = text.size();
    std::string bytes(reinterpret_cast<const char*>(&size), sizeof size);
    bytes += text;
    for (const auto& [name, view, dtype] : file.tensors)
        bytes.append(reinterpret_cast<const char*>(view.bytes.data()), view.bytes.size());
    return bytes;
}

void write_safetensors(const std::string& path, const Safetensors& file) {
    const std::string bytes = to_safetensors_bytes(file);
    write_file(path, [&](std::ostream& out) { out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); });
}

}  // namespace blackbody

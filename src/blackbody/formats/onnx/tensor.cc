// TensorProto: a type, a shape and the elements, which stand in one of nine places.
#include <algorithm>
#include <charconv>
#include <cstring>

#include "blackbody/formats/onnx/reader.h"
#include "blackbody/formats/onnx/schema.h"

namespace blackbody::onnx {
namespace {

/// The fields of a TensorProto as they stand in the file.
struct RawTensor {
    std::string name;
    std::vector<std::int64_t> dims;
    std::int64_t data_type = 0;
    std::string_view raw;
    bool has_raw = false, is_external = false;
    ExternalData external;
    std::vector<float> floats;
    std::vector<double> doubles;
    std::vector<std::int64_t> int32s, int64s;
    std::vector<std::uint64_t> uint64s;
    std::vector<std::string> strings;
};

std::int64_t to_integer(const std::string& text) {
    std::int64_t value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0)
        throw WireError("external data with the offset or length '" + text + "'");
    return value;
}

void read_external_entry(Message message, ExternalData& data) {
    std::string key, value;
    while (message.next()) switch (message.field()) {
            case field::entry::key:
                key = message.text();
                break;
            case field::entry::value:
                value = message.text();
                break;
            default:
                message.skip();
        }
    if (key == "location") data.location = value;
    if (key == "offset") data.offset = to_integer(value);
    if (key == "length") data.length = to_integer(value);
}

RawTensor read_fields(Message message) {
    RawTensor t;
    while (message.next()) switch (message.field()) {
            case field::tensor::name:
                t.name = message.text();
                break;
            case field::tensor::dims:
                message.append(t.dims);
                break;
            case field::tensor::data_type:
                t.data_type = message.integer();
                break;
            case field::tensor::raw_data:
                t.raw = message.bytes(), t.has_raw = true;
                break;
            case field::tensor::float_data:
                message.append(t.floats);
                break;
            case field::tensor::double_data:
                message.append(t.doubles);
                break;
            case field::tensor::int32_data:
                message.append(t.int32s);
                break;
            case field::tensor::int64_data:
                message.append(t.int64s);
                break;
            case field::tensor::uint64_data:
                message.append(t.uint64s);
                break;
            case field::tensor::string_data:
                t.strings.push_back(message.text());
                break;
            case field::tensor::external_data:
                read_external_entry(message.message(), t.external);
                break;
            case field::tensor::data_location:
                t.is_external = message.integer() == 1;
                break;
            case field::tensor::segment:
                throw WireError("a tensor in segments, which nobody writes");
            default:
                message.skip();
        }
    return t;
}

/// Bytes that nothing in the file holds in this form.
TensorView own(std::vector<std::byte> bytes) {
    auto owner = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
    return {.type = {}, .shape = {}, .bytes = *owner, .owner = owner};
}

/// Elements of one typed list, each narrowed to T.
template <class T, class Stored>
TensorView packed(const std::vector<Stored>& values) {
    std::vector<std::byte> bytes(values.size() * sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const T value = static_cast<T>(values[i]);
        std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
    }
    return own(std::move(bytes));
}

/// The typed list in which onnx.proto keeps elements of this type.
TensorView typed_bytes(const RawTensor& t, ElementType type) {
    switch (type) {
        case ElementType::float32:
        case ElementType::complex64:
            return packed<float>(t.floats);
        case ElementType::float64:
        case ElementType::complex128:
            return packed<double>(t.doubles);
        case ElementType::int64:
            return packed<std::int64_t>(t.int64s);
        case ElementType::uint64:
            return packed<std::uint64_t>(t.uint64s);
        case ElementType::uint32:
            return packed<std::uint32_t>(t.uint64s);
        case ElementType::int32:
            return packed<std::int32_t>(t.int32s);
        case ElementType::int16:
        case ElementType::uint16:
        case ElementType::float16:
        case ElementType::bfloat16:
            return packed<std::uint16_t>(t.int32s);
        case ElementType::boolean:
            return packed<bool>(t.int32s);
        default:
            return packed<std::uint8_t>(t.int32s);
    }
}

/// int4 and uint4 stand two in a byte.
std::size_t bytes_of(ElementType type, std::size_t count) {
    if (type == ElementType::int4 || type == ElementType::uint4) return count / 2 + count % 2;
    return count * byte_size(type);
}

/// A byte of a bool may be anything in a stranger's file; in C++ it is 0 or 1.
void make_booleans_valid(TensorView& view) {
    if (std::all_of(view.bytes.begin(), view.bytes.end(), [](std::byte b) { return b <= std::byte{1}; })) return;
    std::vector<std::byte> bytes(view.bytes.begin(), view.bytes.end());
    for (std::byte& b : bytes) b = std::byte{b != std::byte{0}};
    view = own(std::move(bytes));
}

/// Number of elements, checked so that their bytes can be counted too.
std::size_t checked_count(const RawTensor& t, const Context& context, const std::string& place) {
    if (t.dims.size() > max_dimensions)
        context.refuse(place, "at most " + std::to_string(max_dimensions) + " dimensions",
                       std::to_string(t.dims.size()));
    const auto count = element_count(t.dims);
    if (!count || *count > (std::int64_t{1} << 58))
        context.refuse(place, "a shape whose size fits in memory", shape_text(t.dims));
    return static_cast<std::size_t>(*count);
}

TensorView elements(const RawTensor& t, ElementType type, Context& context, const std::string& place) {
    // Find the bytes.
    const std::size_t expected = bytes_of(type, checked_count(t, context, place));
    TensorView view;
    if (t.is_external) view = external_bytes(t.external, expected, context, place);
    else if (t.has_raw)
        view = {.type = {}, .shape = {}, .bytes = std::as_bytes(std::span(t.raw)), .owner = context.owner};
    else view = typed_bytes(t, type);

    // They must be exactly as many as the shape says.
    if (view.bytes.size() != expected)
        context.refuse(place, std::to_string(expected) + " bytes for " + to_string(type) + " " + shape_text(t.dims),
                       std::to_string(view.bytes.size()), "the file is damaged; export it again");
    if (type == ElementType::boolean) make_booleans_valid(view);
    return view;
}

}  // namespace

OnnxTensor read_tensor(Message message, Context& context, const std::string& role) {
    context.count_record();
    RawTensor t = read_fields(message);
    const std::string place = t.name.empty() ? role : role + " '" + t.name + "'";
    const ElementType type = element_type(t.data_type);

    OnnxTensor tensor{.name = t.name, .view = {}, .strings = {}};
    if (type == ElementType::string) {
        if (checked_count(t, context, place) != t.strings.size())
            context.refuse(place, "a string for each element of " + shape_text(t.dims),
                           std::to_string(t.strings.size()));
        tensor.strings = std::move(t.strings);
    } else if (type != ElementType::other) {
        tensor.view = elements(t, type, context, place);
    }
    tensor.view.type = type;
    tensor.view.shape = std::move(t.dims);
    return tensor;
}

}  // namespace blackbody::onnx

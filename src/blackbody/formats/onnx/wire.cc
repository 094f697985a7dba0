#include "blackbody/formats/onnx/wire.h"

#include <cstring>

namespace blackbody::onnx {
namespace {

using protozero::pbf_wire_type;

/// Turns the library's exceptions into ours.
template <class Read>
auto guarded(Read read) {
    try {
        return read();
    } catch (const protozero::exception& error) {
        throw WireError(std::string("broken protobuf (") + error.what() + ")");
    }
}

template <class T>
void append_fixed(std::string_view bytes, std::vector<T>& values) {
    if (bytes.size() % sizeof(T) != 0) throw WireError("a list of numbers that ends inside a number");
    const std::size_t old = values.size();
    values.resize(old + bytes.size() / sizeof(T));
    if (!bytes.empty()) std::memcpy(values.data() + old, bytes.data(), bytes.size());
}

template <class T>
void append_varints(std::string_view bytes, std::vector<T>& values) {
    const char* at = bytes.data();
    const char* const end = at + bytes.size();
    guarded([&] {
        while (at != end) values.push_back(static_cast<T>(protozero::decode_varint(&at, end)));
    });
}

}  // namespace

bool Message::next() {
    return guarded([&] { return reader_.next(); });
}

void Message::skip() {
    guarded([&] { reader_.skip(); });
}

void Message::require(pbf_wire_type type, const char* what) const {
    if (is(type)) return;
    throw WireError("field " + std::to_string(field()) + " is not " + what + ", as onnx.proto says");
}

std::int64_t Message::integer() {
    require(pbf_wire_type::varint, "an integer");
    return guarded([&] { return reader_.get_int64(); });
}

float Message::number() {
    require(pbf_wire_type::fixed32, "a float");
    return guarded([&] { return reader_.get_float(); });
}

std::string_view Message::bytes() {
    require(pbf_wire_type::length_delimited, "a text, bytes or a message");
    const protozero::data_view view = guarded([&] { return reader_.get_view(); });
    return {view.data(), view.size()};
}

void Message::append(std::vector<std::int64_t>& values) {
    if (is(pbf_wire_type::length_delimited)) return append_varints(bytes(), values);
    values.push_back(integer());
}

void Message::append(std::vector<std::uint64_t>& values) {
    if (is(pbf_wire_type::length_delimited)) return append_varints(bytes(), values);
    values.push_back(static_cast<std::uint64_t>(integer()));
}

void Message::append(std::vector<float>& values) {
    if (is(pbf_wire_type::length_delimited)) return append_fixed(bytes(), values);
    values.push_back(number());
}

void Message::append(std::vector<double>& values) {
    if (is(pbf_wire_type::length_delimited)) return append_fixed(bytes(), values);
    require(pbf_wire_type::fixed64, "a double");
    values.push_back(guarded([&] { return reader_.get_double(); }));
}

}  // namespace blackbody::onnx

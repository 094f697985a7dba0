#pragma once
/// One protobuf message, field by field (protozero underneath). The wire type of every field is checked before it is
/// read, and repeated numbers are taken packed or one by one, as the protobuf specification allows both.
#include <protozero/pbf_reader.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace blackbody::onnx {

/// Bytes that are no protobuf, or a field of another type than onnx.proto says. The caller knows file and place.
struct WireError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Message {
  public:
    explicit Message(std::string_view bytes) : reader_(bytes.data(), bytes.size()) {}

    /// Goes to the next field; false at the end.
    bool next();
    std::uint32_t field() const { return reader_.tag(); }
    void skip();

    std::int64_t integer();
    float number();
    std::string_view bytes();
    std::string text() { return std::string(bytes()); }
    Message message() { return Message(bytes()); }

    void append(std::vector<std::int64_t>& values);
    void append(std::vector<std::uint64_t>& values);
    void append(std::vector<float>& values);
    void append(std::vector<double>& values);

  private:
    bool is(protozero::pbf_wire_type type) const { return reader_.wire_type() == type; }
    void require(protozero::pbf_wire_type type, const char* what) const;

    protozero::pbf_reader reader_;
};

}  // namespace blackbody::onnx

#pragma once
/// What the parts of the ONNX reader share: where the bytes come from, and the limits that no file may exceed.
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "blackbody/formats/onnx/onnx.h"
#include "blackbody/formats/onnx/wire.h"
#include "blackbody/util/file.h"

namespace blackbody::onnx {

/// No honest model comes near these; they bound memory and stack for the others.
constexpr int max_depth = 32;                  ///< graphs within graphs
constexpr std::int64_t max_records = 1 << 20;  ///< nodes, tensors, attributes and values together
constexpr std::size_t max_dimensions = 64;

struct Context {
    std::string path;    ///< of the file, for complaints
    std::string folder;  ///< where external data may lie; "" refuses it
    std::shared_ptr<const void> owner;
    std::map<std::string, std::shared_ptr<const MappedFile>> external{};
    std::string place = "model";  ///< what is being read, for complaints about the wire
    int depth = 0;
    std::int64_t records = 0;

    [[noreturn]] void refuse(const std::string& place, const std::string& expected, const std::string& found,
                             const std::string& advice = "") const;
    /// Counts one more node, tensor, attribute or value.
    void count_record();
};

/// A TensorProto; `role` is "initializer", "attribute 'value' of node 'x'", ... for complaints.
OnnxTensor read_tensor(Message message, Context& context, const std::string& role);

/// The bytes of external data [offset, offset + length) of a file inside the model's folder.
struct ExternalData {
    std::string location;
    std::int64_t offset = 0;
    std::int64_t length = -1;  ///< -1: not said
};
TensorView external_bytes(const ExternalData& data, std::size_t size, Context& context, const std::string& place);

OnnxGraph read_graph(Message message, Context& context);
OnnxValue read_value(Message message, Context& context);

/// `node` is "node 7", ... for complaints.
OnnxAttribute read_attribute(Message message, Context& context, const std::string& node);

/// Replaces each call of one of the model's functions by its body, names and attributes filled in. A function written
/// for another version of the default operators stays a call, which the network names as an unknown operator.
void inline_functions(OnnxModel& model, Context& context);

/// Calls and turns errors of the wire into a complaint about the file.
template <class Read>
auto with_complaints(Context& context, Read read) {
    try {
        return read();
    } catch (const WireError& error) {
        context.refuse(context.place, "an ONNX file", error.what(), "is the file whole, and is it ONNX?");
    }
}

}  // namespace blackbody::onnx

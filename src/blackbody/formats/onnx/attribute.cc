// AttributeProto: one of ten kinds of value.
#include "blackbody/formats/onnx/reader.h"
#include "blackbody/formats/onnx/schema.h"

namespace blackbody::onnx {
namespace {

/// Files of IR 2 and older leave the type out: the field that is there tells it.
OnnxAttribute::Kind kind_of_field(std::uint32_t field) {
    namespace f = field::attribute;
    using K = OnnxAttribute::Kind;
    switch (field) {
        case f::f:
            return K::number;
        case f::i:
            return K::integer;
        case f::s:
            return K::text;
        case f::t:
            return K::tensor;
        case f::g:
            return K::graph;
        case f::floats:
            return K::numbers;
        case f::ints:
            return K::integers;
        case f::strings:
            return K::texts;
        case f::tensors:
            return K::tensors;
        case f::graphs:
            return K::graphs;
        default:
            return K::other;
    }
}

void check_attribute(const OnnxAttribute& a, const Context& context, const std::string& node) {
    const bool lacks = (a.kind == OnnxAttribute::Kind::tensor && a.tensors.size() != 1) ||
                       (a.kind == OnnxAttribute::Kind::graph && a.graphs.size() != 1);
    if (lacks && a.reference.empty())
        context.refuse("attribute '" + a.name + "' of " + node, "one value", "none or several");
}

}  // namespace

OnnxAttribute read_attribute(Message message, Context& context, const std::string& node) {
    context.count_record();
    OnnxAttribute a;
    std::int64_t type = 0;
    OnnxAttribute::Kind seen = OnnxAttribute::Kind::other;
    auto graph = [&] { return std::make_shared<const OnnxGraph>(read_graph(message.message(), context)); };
    while (message.next()) {
        namespace f = field::attribute;
        if (const auto kind = kind_of_field(message.field()); kind != OnnxAttribute::Kind::other) seen = kind;
        switch (message.field()) {
            case f::name:
                a.name = message.text();
                break;
            case f::type:
                type = message.integer();
                break;
            case f::ref_attr_name:
                a.reference = message.text();
                break;
            case f::f:
                a.number = message.number();
                break;
            case f::i:
                a.integer = message.integer();
                break;
            case f::s:
                a.text = message.text();
                break;
            case f::floats:
                message.append(a.numbers);
                break;
            case f::ints:
                message.append(a.integers);
                break;
            case f::strings:
                a.texts.push_back(message.text());
                break;
            case f::t:
            case f::tensors:
                a.tensors.push_back(read_tensor(message.message(), context, "attribute '" + a.name + "' of " + node));
                break;
            case f::g:
            case f::graphs:
                a.graphs.push_back(graph());
                break;
            default:
                message.skip();
        }
    }
    a.kind = type != 0 ? attribute_kind(type) : seen;
    check_attribute(a, context, node);
    return a;
}

}  // namespace blackbody::onnx

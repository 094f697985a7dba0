// ValueInfoProto: the declared type and shape of an input, an output or a value between.
#include "blackbody/formats/onnx/reader.h"
#include "blackbody/formats/onnx/schema.h"

namespace blackbody::onnx {
namespace {

OnnxDimension read_dimension(Message message) {
    OnnxDimension dimension;
    while (message.next()) switch (message.field()) {
            case field::dim::value:
                dimension.size = message.integer();
                break;
            case field::dim::param:
                dimension.symbol = message.text();
                break;
            default:
                message.skip();
        }
    if (dimension.size < 0) dimension.size = -1;
    return dimension;
}

void read_tensor_type(Message message, OnnxValue& value, const Context& context) {
    while (message.next()) switch (message.field()) {
            case field::tensor_type::elem_type:
                value.type = element_type(message.integer());
                break;
            case field::tensor_type::shape: {
                value.has_shape = true;
                Message shape = message.message();
                while (shape.next()) {
                    if (shape.field() == field::shape::dim) value.shape.push_back(read_dimension(shape.message()));
                    else shape.skip();
                    if (value.shape.size() > max_dimensions)
                        context.refuse("value '" + value.name + "'",
                                       "at most " + std::to_string(max_dimensions) + " dimensions", "more");
                }
                break;
            }
            default:
                message.skip();
        }
}

}  // namespace

OnnxValue read_value(Message message, Context& context) {
    context.count_record();
    OnnxValue value;
    value.is_tensor = false;
    while (message.next()) switch (message.field()) {
            case field::value_info::name:
                value.name = message.text();
                break;
            case field::value_info::type: {
                Message type = message.message();
                while (type.next()) {
                    if (type.field() != field::type::tensor_type) {
                        type.skip();
                        continue;
                    }
                    value.is_tensor = true;
                    read_tensor_type(type.message(), value, context);
                }
                break;
            }
            default:
                message.skip();
        }
    return value;
}

}  // namespace blackbody::onnx

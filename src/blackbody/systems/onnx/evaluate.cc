#include "blackbody/systems/onnx/evaluate.h"

#include <c10/core/DeviceType.h>
#include <c10/util/Exception.h>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

at::Device common_device(const Tensors& inputs) {
    for (const at::Tensor& input : inputs)
        if (input.defined() && !input.is_cpu()) return input.device();
    return at::kCPU;
}

/// Brings the inputs together, but for those that say a shape, an axis or a setting.
void place_inputs(unsigned host_inputs, Tensors& inputs) {
    const at::Device device = common_device(inputs);
    if (device.is_cpu()) return;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const bool stays = i < 32 && (host_inputs >> i & 1);
        if (inputs[i].defined() && inputs[i].is_cpu() && !stays) inputs[i] = inputs[i].to(device);
    }
}

std::string shapes_text(const Tensors& inputs) {
    std::vector<std::string> shapes;
    for (const at::Tensor& input : inputs) shapes.push_back(input.defined() ? shape_text(input) : "none");
    return "inputs " + join(shapes, ", ");
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::string shape_text(at::IntArrayRef shape) {
    std::vector<std::string> sizes;
    for (const std::int64_t size : shape) sizes.push_back(std::to_string(size));
    return "[" + join(sizes, ", ") + "]";
}

std::string shape_text(const at::Tensor& tensor) {
    static const std::map<std::string, std::string> names = {
        {"Float", "float32"}, {"Double", "float64"}, {"Half", "float16"}, {"BFloat16", "bfloat16"}, {"Long", "int64"},
        {"Int", "int32"},     {"Bool", "bool"},      {"Byte", "uint8"},   {"Char", "int8"}};
    const std::string type = c10::toString(tensor.scalar_type());
    const auto found = names.find(type);
    return (found == names.end() ? type : found->second) + " " + shape_text(tensor.sizes());
}

Tensors compute(const Element& element, Tensors inputs) {
    const Node& node = *element.node;
    if (element.op == nullptr) throw unknown_operator(node);
    try {
        place_inputs(element.op->traits.host_inputs.value_or(0), inputs);
        Tensors outputs = element.op->run(Call{node, inputs});
        if (outputs.size() < element.outputs.size()) outputs.resize(element.outputs.size());
        return outputs;
    } catch (const UnsupportedError& error) {
        // A setting of another type than the operator reads does not know its node.
        const std::string line = error.what();
        if (!line.starts_with("attribute '")) throw;
        throw UnsupportedError(Complaint{.place = place_of(node) + ": " + line});
    } catch (const c10::Error& error) {
        throw Error(ErrorKind::model,
                    Complaint{.place = place_of(node),
                              .found = shapes_text(inputs) + ": " + first_line(error.what_without_backtrace()),
                              .advice = "the inputs or the weights do not fit this node"});
    }
}

std::vector<bool> needed_for(const Circuit& circuit, std::vector<int> values, const Tensors& known) {
    std::vector<bool> needed(circuit.elements.size(), false);
    while (!values.empty()) {
        const int value = values.back();
        values.pop_back();
        const int element = known[value].defined() ? -1 : circuit.producer[value];
        if (element < 0 || needed[element]) continue;
        needed[element] = true;
        for (const int input : circuit.elements[element].inputs)
            if (input >= 0) values.push_back(input);
    }
    return needed;
}

void compute(const Circuit& circuit, const std::vector<bool>& needed, Tensors& values) {
    for (std::size_t e = 0; e < circuit.elements.size(); ++e) {
        if (!needed[e]) continue;
        const Element& element = circuit.elements[e];
        Tensors arguments;
        for (const int value : element.inputs) arguments.push_back(value < 0 ? at::Tensor() : values[value]);
        const Tensors results = compute(element, std::move(arguments));
        for (std::size_t i = 0; i < element.outputs.size(); ++i)
            if (element.outputs[i] >= 0) values[element.outputs[i]] = results[i];
    }
}

NamedTensors evaluate(const Graph& graph, const NamedTensors& inputs) {
    const Circuit circuit = wire(graph);
    return evaluate(circuit, circuit.constants, inputs);
}

NamedTensors evaluate(const Circuit& circuit, Tensors values, const NamedTensors& inputs) {
    for (const int value : circuit.inputs) {
        const auto given = inputs.find(circuit.names[value]);
        if (given != inputs.end()) values[value] = given->second;
        if (!values[value].defined())
            throw Error(
                ErrorKind::data,
                Complaint{.place = "input '" + circuit.names[value] + "'", .expected = "a tensor", .found = "none"});
    }

    compute(circuit, needed_for(circuit, circuit.outputs, values), values);
    NamedTensors outputs;
    for (const int value : circuit.outputs) outputs[circuit.names[value]] = values[value];
    return outputs;
}

}  // namespace blackbody

#include "blackbody/systems/onnx/circuit.h"

#include <functional>
#include <queue>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

int value_of(Circuit& circuit, const std::string& name) {
    const auto [entry, is_new] = circuit.by_name.try_emplace(name, static_cast<int>(circuit.names.size()));
    if (is_new) circuit.names.push_back(name), circuit.producer.push_back(-1), circuit.constants.emplace_back();
    return entry->second;
}

/// Numbers the inputs, constants and node outputs; `maker[v]` is the node that makes value v.
std::vector<int> number_values(const Graph& graph, Circuit& circuit) {
    std::vector<int> maker;
    for (const Port& port : graph.inputs) circuit.inputs.push_back(value_of(circuit, port.name));
    for (const auto& [name, tensor] : graph.initializers) circuit.constants[value_of(circuit, name)] = tensor;
    const std::size_t given = circuit.names.size();
    maker.assign(given, -1);
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        for (const std::string& name : graph.nodes[n].outputs) {
            if (name.empty()) continue;
            const std::size_t value = value_of(circuit, name);
            if (value < maker.size())
                throw Error(ErrorKind::model, Complaint{.place = place_of(graph.nodes[n]),
                                                        .expected = "every value to be made once",
                                                        .found = "'" + name + "' made twice",
                                                        .advice = "export the model again"});
            maker.push_back(static_cast<int>(n));
        }
    }
    return maker;
}

[[noreturn]] void complain_missing(const std::string& place, const std::string& name) {
    throw Error(ErrorKind::model, Complaint{.place = place,
                                            .expected = "input '" + name + "'",
                                            .found = "no initializer, input or node that makes it",
                                            .advice = "export the model again"});
}

/// Nodes in an order in which every node follows those that it reads.
std::vector<int> sorted_nodes(const Graph& graph, const Circuit& circuit, const std::vector<int>& maker) {
    const int count = static_cast<int>(graph.nodes.size());
    std::vector<std::vector<int>> readers(count);
    std::vector<int> waiting(count, 0);
    for (int n = 0; n < count; ++n) {
        for (const std::string& name : graph.nodes[n].inputs) {
            if (name.empty()) continue;
            const int value = circuit.find(name);
            if (value < 0) complain_missing(place_of(graph.nodes[n]), name);
            if (maker[value] >= 0) readers[maker[value]].push_back(n), ++waiting[n];
        }
    }
    std::priority_queue<int, std::vector<int>, std::greater<>> ready;
    std::vector<int> order;
    for (int n = 0; n < count; ++n)
        if (waiting[n] == 0) ready.push(n);
    while (!ready.empty()) {
        const int n = ready.top();
        ready.pop();
        order.push_back(n);
        for (const int reader : readers[n])
            if (--waiting[reader] == 0) ready.push(reader);
    }
    for (int n = 0; n < count; ++n)
        if (waiting[n] > 0)
            throw Error(ErrorKind::model, Complaint{.place = place_of(graph.nodes[n]),
                                                    .expected = "a graph without cycles",
                                                    .found = "a node that waits for its own output",
                                                    .advice = "export the model again"});
    return order;
}

Element element_of(const Node& node, const Circuit& circuit) {
    Element element{.node = &node, .op = find_operator(node.op, node.domain)};
    for (const std::string& name : node.inputs) element.inputs.push_back(name.empty() ? -1 : circuit.find(name));
    for (const std::string& name : node.outputs) element.outputs.push_back(name.empty() ? -1 : circuit.find(name));
    return element;
}

}  // namespace

int Circuit::find(const std::string& name) const {
    const auto found = by_name.find(name);
    return found == by_name.end() ? -1 : found->second;
}

Circuit wire(const Graph& graph) {
    Circuit circuit;
    const std::vector<int> maker = number_values(graph, circuit);

    // Elements in order, and who makes and reads what.
    for (const int n : sorted_nodes(graph, circuit, maker))
        circuit.elements.push_back(element_of(graph.nodes[n], circuit));
    circuit.consumers.resize(circuit.names.size());
    for (std::size_t e = 0; e < circuit.elements.size(); ++e) {
        for (const int value : circuit.elements[e].inputs)
            if (value >= 0) circuit.consumers[value].push_back(static_cast<int>(e));
        for (const int value : circuit.elements[e].outputs)
            if (value >= 0) circuit.producer[value] = static_cast<int>(e);
    }

    for (const Port& port : graph.outputs) {
        const int value = circuit.find(port.name);
        if (value < 0) complain_missing("graph output", port.name);
        circuit.outputs.push_back(value);
    }
    return circuit;
}

std::string similar_to(const std::string& op) {
    std::vector<std::string> names;
    for (const Operator* record : operators()) names.push_back(record->info.name);
    const std::string similar = nearest(op, names);
    std::size_t same = 0;
    while (same < std::min(op.size(), similar.size()) && op[same] == similar[same]) ++same;
    const bool differs_little = std::max(op.size(), similar.size()) - same <= 2 && same >= 4;
    return differs_little && similar != op ? " (similar: " + similar + ")" : "";
}

UnsupportedError unknown_operator(const Node& node) {
    return UnsupportedError(
        Complaint{.place = place_of(node),
                  .expected = "one of the " + std::to_string(operators().size()) + " supported operators",
                  .found = "'" + node.op + "'" + similar_to(node.op),
                  .advice = "what does not depend on this node is still measured"});
}

}  // namespace blackbody

#include "blackbody/systems/onnx/branches.h"

#include <algorithm>
#include <functional>
#include <set>

#include "blackbody/systems/onnx/constants.h"
#include "blackbody/systems/onnx/rewrite.h"

namespace blackbody {
namespace {

constexpr int most_rounds = 32;  ///< Ifs in branches of Ifs

using Names = std::map<std::string, std::string>;

/// The branch of an If, or null.
std::shared_ptr<const Graph> branch_of(const Node& node, bool condition) {
    const auto found = node.attributes.all().find(condition ? "then_branch" : "else_branch");
    if (found == node.attributes.all().end()) return nullptr;
    const auto* graph = std::get_if<std::shared_ptr<const Graph>>(&found->second);
    return graph && *graph && (*graph)->outputs.size() == node.outputs.size() ? *graph : nullptr;
}

std::string renamed(const std::string& name, const Names& names) {
    const auto found = names.find(name);
    return found == names.end() ? name : found->second;
}

/// A graph with other names for what `names` says, inside its own branches as well.
Graph renamed(const Graph& graph, const Names& names) {
    Graph copy = graph;
    copy.initializers.clear();
    for (const auto& [name, tensor] : graph.initializers) copy.initializers[renamed(name, names)] = tensor;
    for (auto* ports : {&copy.inputs, &copy.outputs})
        for (Port& port : *ports) port.name = renamed(port.name, names);
    for (Node& node : copy.nodes) {
        for (auto* values : {&node.inputs, &node.outputs})
            for (std::string& name : *values) name = renamed(name, names);
        const auto attributes = node.attributes.all();
        for (const auto& [key, value] : attributes)
            if (const auto* inner = std::get_if<std::shared_ptr<const Graph>>(&value); inner && *inner)
                node.attributes.set(key, std::make_shared<const Graph>(renamed(**inner, names)));
    }
    return copy;
}

/// The nodes of the branch in the place of the If; its outputs get the If's names.
void put_in(Graph& graph, std::size_t at, const Graph& branch) {
    const Node node = graph.nodes[at];
    const std::string prefix = (node.outputs.empty() ? node.name : node.outputs[0]) + "/";
    Names names;
    std::set<std::string> made;
    for (const auto& [name, tensor] : branch.initializers) names[name] = prefix + name;
    for (const Node& inner : branch.nodes)
        for (const std::string& output : inner.outputs)
            if (!output.empty()) names[output] = prefix + output, made.insert(output);
    std::vector<Node> passed_on;  // outputs that no node of the branch makes, or that have two names
    for (std::size_t o = 0; o < node.outputs.size(); ++o) {
        const std::string& inner = branch.outputs[o].name;
        if (node.outputs[o].empty()) continue;
        if (made.erase(inner)) names[inner] = node.outputs[o];
        else
            passed_on.push_back({.name = node.outputs[o],
                                 .op = "Identity",
                                 .domain = "",
                                 .opset = node.opset,
                                 .inputs = {renamed(inner, names)},
                                 .outputs = {node.outputs[o]}});
    }
    Graph taken = renamed(branch, names);
    taken.nodes.insert(taken.nodes.end(), passed_on.begin(), passed_on.end());
    graph.initializers.insert(taken.initializers.begin(), taken.initializers.end());
    graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(at));
    graph.nodes.insert(graph.nodes.begin() + static_cast<std::ptrdiff_t>(at), taken.nodes.begin(), taken.nodes.end());
}

/// Replaces the Ifs whose conditions `known` says; whether there were any.
bool take(Graph& graph, const std::function<std::optional<bool>(const std::string&)>& known) {
    bool any = false;
    for (std::size_t n = graph.nodes.size(); n-- > 0;) {
        if (!is_branching(graph.nodes[n])) continue;
        const auto condition = known(graph.nodes[n].inputs[0]);
        const auto branch = condition ? branch_of(graph.nodes[n], *condition) : nullptr;
        if (branch) put_in(graph, n, *branch), any = true;
    }
    if (any) promote_constants(graph);
    return any;
}

}  // namespace

void take_known_branches(Graph& graph, const ShapeHints& hints) {
    for (int round = 0; round < most_rounds; ++round) {
        if (std::none_of(graph.nodes.begin(), graph.nodes.end(), is_branching)) return;
        const Graph as_it_is = graph;  // the circuit reads its nodes
        const Circuit circuit = wire(as_it_is);
        const Tensors constants = fold_constants(circuit);
        const Shapes shapes = infer_shapes(as_it_is, circuit, constants, hints);
        const bool any = take(graph, [&](const std::string& name) -> std::optional<bool> {
            const int value = circuit.find(name);
            if (value < 0) return std::nullopt;
            const at::Tensor& c = constants[static_cast<std::size_t>(value)];
            if (c.defined() && c.numel() == 1) return c.flatten()[0].item<double>() != 0;
            const auto decided = shapes.conditions.find(value);
            return decided == shapes.conditions.end() ? std::nullopt : std::optional(decided->second);
        });
        if (!any) return;
    }
}

std::vector<std::string> captured(const Graph& graph) {
    std::set<std::string> made{""}, read;
    for (const auto& [name, tensor] : graph.initializers) made.insert(name);
    for (const Port& port : graph.inputs) made.insert(port.name);
    for (const Node& node : graph.nodes) made.insert(node.outputs.begin(), node.outputs.end());
    for (const Node& node : graph.nodes) {
        read.insert(node.inputs.begin(), node.inputs.end());
        for (const auto& [key, value] : node.attributes.all())
            if (const auto* inner = std::get_if<std::shared_ptr<const Graph>>(&value); inner && *inner)
                for (std::string& name : captured(**inner)) read.insert(std::move(name));
    }
    for (const Port& port : graph.outputs) read.insert(port.name);
    std::vector<std::string> names;
    std::set_difference(read.begin(), read.end(), made.begin(), made.end(), std::back_inserter(names));
    return names;
}

}  // namespace blackbody

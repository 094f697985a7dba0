#include "blackbody/systems/onnx/card.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/sum.h>

#include <algorithm>
#include <cmath>

#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/systems/onnx/interactions.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

void count_parameters(Card& card, const Graph& graph) {
    std::map<std::string, std::int64_t> by_type;
    std::int64_t bytes = 0;
    for (const auto& [name, tensor] : graph.initializers) {
        if (!is_parameter(tensor)) continue;
        card.parameters += tensor.numel(), bytes += static_cast<std::int64_t>(tensor.nbytes());
        by_type[shape_text(tensor).substr(0, shape_text(tensor).find(' '))] += tensor.numel();
    }
    if (card.parameter_bytes == 0) card.parameter_bytes = bytes;
    if (!card.dtype.empty()) return;
    for (const auto& [type, count] : by_type)
        if (card.dtype.empty() || count > by_type[card.dtype]) card.dtype = type;
}

/// 0 and -inf alone: added to scores before a softmax it says what may be attended to.
bool is_mask(const at::Tensor& tensor) {
    const double least = -std::numeric_limits<double>::infinity();
    return ((tensor == 0) | (tensor == least)).all().item<bool>();
}

/// A sum is finite where every term is; only then is it worth to count.
void note_non_finite(Card& card, const Graph& graph) {
    const at::NoGradGuard no_grad;
    for (const auto& [name, tensor] : graph.initializers) {
        if (!is_parameter(tensor) || std::isfinite(tensor.sum().item<double>()) || is_mask(tensor)) continue;
        const std::int64_t bad = tensor.numel() - at::isfinite(tensor).sum().item<std::int64_t>();
        if (bad > 0)
            card.notes.push_back("weight '" + name + "' holds " + std::to_string(bad) + " values that are not finite");
    }
}

void note(Card& card, Uncomputed part) {
    card.notes.push_back(part.sentence());
    card.not_computed.push_back(std::move(part));
}

/// One line a kind of operator that is not known, with how often it comes and where first.
void note_unknown(Card& card, const Circuit& circuit) {
    struct Kind {
        std::int64_t count = 0;
        const Node* first = nullptr;
    };
    std::map<std::string, std::size_t> places;
    std::vector<Kind> kinds;  // the one that comes first in the network is the one that others wait for
    for (const Element& element : circuit.elements) {
        if (element.op != nullptr) continue;
        const auto [place, is_new] = places.emplace(element.node->domain + "/" + element.node->op, kinds.size());
        if (is_new) kinds.push_back({.first = element.node});
        ++kinds[place->second].count;
    }
    for (const Kind& kind : kinds) {
        note(card, {operator_name(*kind.first) + " (opset " + std::to_string(kind.first->opset) + "), " +
                        (kind.count == 1 ? "node '" : with_commas(kind.count) + " nodes, the first '") +
                        kind.first->name + "'",
                    "no supported operator" + similar_to(kind.first->op) +
                        "; weights inside and what does not depend on it are measured"});
    }
}

void note_problems(Card& card, const Circuit& circuit, const Shapes& shapes) {
    note_unknown(card, circuit);
    std::int64_t waiting = 0;
    for (std::size_t e = 0; e < circuit.elements.size(); ++e) {
        if (circuit.elements[e].op == nullptr) continue;
        if (!shapes.problems[e].empty()) {
            const std::string& problem = shapes.problems[e];
            const std::size_t colon = std::min(problem.find(": "), problem.size());
            note(card, {problem.substr(0, colon), problem.substr(std::min(colon + 2, problem.size()))});
            continue;
        }
        for (const int value : circuit.elements[e].outputs) {
            if (value < 0 || shapes.one[value]) continue;
            ++waiting;
            break;
        }
    }
    if (waiting == 1) card.notes.push_back("1 node depends on nodes that are not computed");
    if (waiting > 1) card.notes.push_back(with_commas(waiting) + " nodes depend on nodes that are not computed");
}

void note_normalisation(Card& card, const Circuit& circuit) {
    const auto any = [&](auto&& holds) {
        return std::ranges::any_of(circuit.elements, [&](const Element& e) { return holds(e.traits()); });
    };
    if (any([](const Traits& t) { return t.formula == Formula::batch_normalisation; }))
        card.notes.push_back("batch normalisation is unfolded: weights are measured as they were trained");
    else if (any([](const Traits& t) { return t.weight == WeightRule::kernel; }) &&
             !any([](const Traits& t) { return t.formula == Formula::instance_normalisation; }))
        card.notes.push_back(
            "no batch normalisation in the graph: where the network was trained with it, it is folded into the "
            "weights");
}

/// What a fixed batch does together counts as the part of one sample.
std::int64_t cost_of_one_sample(const Element& element, const Shapes& shapes) {
    const int value = element.outputs.empty() ? -1 : element.outputs[0];
    const std::int64_t cost = multiply_adds(element, shapes);
    return value < 0 || shapes.sampled[value] ? cost : cost / shapes.group;
}

}  // namespace

bool is_parameter(const at::Tensor& tensor) { return tensor.is_floating_point() && tensor.dim() > 0; }

std::string text_of(const Port& port) {
    std::vector<std::string> sizes;
    for (std::size_t d = 0; d < port.shape.size(); ++d) {
        const std::string symbol = d < port.symbols.size() ? port.symbols[d] : "";
        sizes.push_back(port.shape[d] >= 0 ? std::to_string(port.shape[d]) : symbol.empty() ? "?" : symbol);
    }
    std::string type = c10::toString(port.type);
    static const std::map<std::string, std::string> names = {
        {"Float", "float32"}, {"Double", "float64"}, {"Half", "float16"}, {"Long", "int64"},
        {"Int", "int32"},     {"Bool", "bool"},      {"Byte", "uint8"}};
    if (names.count(type)) type = names.at(type);
    return port.name + " " + type + (port.has_shape ? " [" + join(sizes, ", ") + "]" : "");
}

void describe(Card& card, const Graph& graph, const Circuit& circuit, const Tensors& constants, const Shapes& shapes) {
    if (card.kind.empty()) card.kind = "network";
    card.nodes = static_cast<std::int64_t>(graph.nodes.size());
    for (const Node& node : graph.nodes) ++card.operators[node.domain.empty() ? node.op : node.domain + "." + node.op];
    for (const Port& port : graph.inputs) card.inputs.push_back(text_of(port));
    for (const Port& port : graph.outputs) card.outputs.push_back(text_of(port));
    count_parameters(card, graph);
    for (const Element& element : circuit.elements)
        if (element.outputs.empty() || element.outputs[0] < 0 || !constants[element.outputs[0]].defined())
            card.multiply_adds += cost_of_one_sample(element, shapes);

    note_normalisation(card, circuit);
    card.notes.insert(card.notes.end(), shapes.notes.begin(), shapes.notes.end());
    note_non_finite(card, graph);
    note_problems(card, circuit, shapes);
}

}  // namespace blackbody

#include "blackbody/systems/onnx/unknown_weights.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <set>

#include "blackbody/systems/onnx/branches.h"
#include "blackbody/systems/onnx/constants.h"
#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/systems/onnx/rewrite.h"
#include "blackbody/systems/onnx/uncomputed.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

using Layout = StoredWeight::Layout;

const at::Tensor* constant_at(const Element& element, const Tensors& constants, int i) {
    if (i < 0 || i >= static_cast<int>(element.inputs.size()) || element.inputs[i] < 0) return nullptr;
    const at::Tensor& c = constants[element.inputs[i]];
    return c.defined() ? &c : nullptr;
}

bool is_byte(const at::Tensor& t) { return t.scalar_type() == at::kChar || t.scalar_type() == at::kByte; }

/// A setting per output channel, as wide as the weight: along its first axis, or its last where it is transposed.
at::Tensor along(const at::Tensor& setting, const at::Tensor& weight, bool last) {
    if (setting.numel() == 1) return setting.flatten()[0];
    std::vector<std::int64_t> shape(weight.dim(), 1);
    shape[last ? shape.size() - 1 : 0] = setting.numel();
    return setting.reshape(shape);
}

/// Integers as the numbers that they stand for; undefined where scale or zero point do not fit.
at::Tensor numbers_of(const Element& element, const Tensors& constants, const at::Tensor& weight,
                      const StoredPlace& place) {
    if (weight.is_floating_point()) return weight.detach();
    if (!is_byte(weight)) return {};
    at::Tensor w = weight.to(at::kFloat);
    const bool last = place.layout == Layout::transposed_matrix && element.node->attributes.all().count("transB") == 0;
    for (const int i : {place.zero, place.scale}) {
        const at::Tensor* setting = constant_at(element, constants, i);
        if (setting == nullptr) continue;
        const std::int64_t wide = w.size(last ? -1 : 0);
        if (setting->numel() != 1 && setting->numel() != wide) return {};
        const at::Tensor s = along(setting->to(at::kFloat), w, last);
        w = i == place.zero ? w - s : w * s;
    }
    return w;
}

/// As the plain operator would have it.
std::optional<ActingWeight> placed(const Element& element, const at::Tensor& w, const StoredPlace& place) {
    ActingWeight acting;
    Interaction& i = acting.interaction;
    acting.stored.shape = w.sizes().vec();
    if (place.layout == Layout::kernel) {
        i.groups = std::max<std::int64_t>(element.node->attributes.integer("group", 1), 1);
        if (w.dim() < 3 || w.dim() > 5 || w.size(0) % i.groups != 0) return std::nullopt;
        if (w.dim() < 5) i.kind = Interaction::Kind::convolution;
        acting.stored.layout = Layout::kernel;
    } else {
        if (w.dim() < 2 || w.size(-1) < 2 || w.size(-2) < 2) return std::nullopt;
        i.groups = w.numel() / (w.size(-1) * w.size(-2));
        const bool turned =
            place.layout == Layout::transposed_matrix && element.node->attributes.integer("transB", 0) == 0;
        acting.stored.layout = turned ? Layout::transposed_matrix : Layout::matrix;
    }
    i.weight = canonical_layout(w, acting.stored, i.groups);
    return acting;
}

/// The places of an operator's weights; for one without a record every matrix and stack of floating-point type.
std::vector<StoredPlace> places_of(const Element& element, const Tensors& constants) {
    if (const UncomputedOperator* record = find_uncomputed(*element.node)) return record->weights;
    std::vector<StoredPlace> found;
    const int inputs = static_cast<int>(element.inputs.size());
    for (int i = 0; i < inputs; ++i) {
        const at::Tensor* c = constant_at(element, constants, i);
        if (c && c->is_floating_point() && (c->dim() == 2 || c->dim() == 3)) found.push_back({.weight = i});
    }
    return found;
}

std::string type_of(const at::Tensor& tensor) {
    const std::string text = shape_text(tensor);
    return text.substr(0, text.find(' '));
}

int axes_above_one(const at::Tensor& t) {
    return static_cast<int>(std::ranges::count_if(t.sizes(), [](std::int64_t n) { return n > 1; }));
}

/// A tensor that may be one: numbers that are learned, or bytes that stand for them, along two axes.
bool is_weight(const at::Tensor& t) { return (t.is_floating_point() || is_byte(t)) && t.dim() > 1 && t.numel() > 1; }

std::string line_of(const std::string& name, const at::Tensor& tensor, const std::string& why) {
    return "left out: " + name + " " + shape_text(tensor.sizes()) + " " + type_of(tensor) + ": " + why;
}

std::vector<const Graph*> bodies_of(const Node& node) {
    std::vector<const Graph*> bodies;
    for (const auto& [key, value] : node.attributes.all())
        if (const auto* body = std::get_if<std::shared_ptr<const Graph>>(&value); body && *body)
            bodies.push_back(body->get());
    return bodies;
}

/// A branch or body by itself: what it takes from around it is a constant there, or an input of unknown shape.
Graph by_itself(const Graph& body, const Circuit& around) {
    Graph graph = body;
    for (const std::string& name : captured(body)) {
        const int value = around.find(name);
        if (value >= 0 && around.constants[value].defined()) graph.initializers[name] = around.constants[value];
        else graph.inputs.push_back({.name = name});
    }
    promote_constants(graph);
    return graph;
}

/// The weights of every node of a body that cannot be run where it stands.
std::vector<InnerWeight> weights_of_body(const Graph& body, const Circuit& around) try {
    const Graph graph = by_itself(body, around);
    const Circuit circuit = wire(graph);
    const Tensors constants = fold_constants(circuit);
    Shapes none;
    none.one.resize(circuit.names.size());
    std::vector<InnerWeight> found;
    for (const Element& element : circuit.elements) {
        if (element.op == nullptr) {
            for (InnerWeight& inner : weights_inside(circuit, element, constants)) found.push_back(std::move(inner));
        } else if (auto acting = acting_weight(circuit, element, constants, none)) {
            found.push_back({std::move(*acting), element.node->name, element.node->op});
        }
    }
    for (InnerWeight& inner : found)
        inner.acting.stored.value = -1, inner.acting.stored.root = around.find(inner.acting.interaction.name);
    return found;
} catch (const Error&) {
    return {};  // a damaged body: its weights are named as left out
}

/// Tensors of bodies that are no weight of a site.
void left_out_of_bodies(const Node& node, const std::set<std::string>& has_site, std::vector<std::string>& lines) {
    for (const Graph* body : bodies_of(node)) {
        Graph graph = *body;
        promote_constants(graph);
        for (const auto& [name, tensor] : graph.initializers)
            if (is_weight(tensor) && axes_above_one(tensor) > 1 && has_site.count(name) == 0)
                lines.push_back(line_of(name, tensor, "inside " + place_of(node) + ", which is not computed"));
        for (const Node& inner : graph.nodes) left_out_of_bodies(inner, has_site, lines);
    }
}

/// Tensors that some site's weight was made from.
std::vector<bool> measured(const Circuit& circuit, const Sites& sites) {
    std::vector<bool> seen(circuit.names.size(), false);
    std::vector<int> stack;
    for (const SiteSource& source : sites.sources)
        for (const int v : {source.stored.root, source.stored.value})
            if (v >= 0) stack.push_back(v);
    while (!stack.empty()) {
        const int v = stack.back();
        stack.pop_back();
        if (seen[v]) continue;
        seen[v] = true;
        if (circuit.producer[v] < 0) continue;
        for (const int input : circuit.elements[circuit.producer[v]].inputs)
            if (input >= 0) stack.push_back(input);
    }
    return seen;
}

/// Of an operator whose weights have known places: what stands elsewhere is a bias, a scale or a state.
bool is_bias(const Element& element, int value) {
    const UncomputedOperator* record = find_uncomputed(*element.node);
    return record && std::ranges::none_of(record->weights, [&](const StoredPlace& place) {
               return place.weight < static_cast<int>(element.inputs.size()) && element.inputs[place.weight] == value;
           });
}

/// Why a tensor is no site's weight; "" where it is none to speak of: a vector that scales or shifts.
std::string reason(const Circuit& circuit, int value, const at::Tensor& tensor) {
    const bool is_vector = axes_above_one(tensor) < 2;
    for (const int reader : circuit.consumers[value]) {
        const Element& element = circuit.elements[reader];
        const std::string place = place_of(*element.node);
        if (element.op == nullptr) {
            if (is_vector || is_bias(element, value)) continue;
            return "inside " + place + ", which is not computed";
        }
        if (element.traits().role != OperatorRole::linear_map) continue;
        if (is_vector && element.inputs.size() > 1 && value != element.inputs[0] && value != element.inputs[1])
            continue;
        if (is_vector) return "one row or column has one singular value, and no spectrum";
        return "its shape is none that " + place + " is measured with";
    }
    if (is_vector) return "";
    if (circuit.consumers[value].empty()) return "no node reads it";
    const Element& first = circuit.elements[circuit.consumers[value][0]];
    if (first.op == nullptr) return "";
    return "read by " + place_of(*first.node) + ", which is no linear map";
}

}  // namespace

std::vector<InnerWeight> weights_inside(const Circuit& circuit, const Element& element, const Tensors& constants) {
    const at::NoGradGuard no_grad;
    std::vector<InnerWeight> found;
    for (const StoredPlace& place : places_of(element, constants)) {
        const at::Tensor* stored = constant_at(element, constants, place.weight);
        if (stored == nullptr || stored->numel() == 0 || stored->dim() < 2) continue;
        const at::Tensor w = numbers_of(element, constants, *stored, place);
        auto acting = w.defined() ? placed(element, w, place) : std::nullopt;
        if (!acting) continue;
        acting->stored.root = element.inputs[place.weight];
        acting->interaction.name = circuit.names[acting->stored.root];
        found.push_back({std::move(*acting), element.node->name + place.suffix, element.node->op});
    }
    for (const Graph* body : bodies_of(*element.node))
        for (InnerWeight& inner : weights_of_body(*body, circuit)) {
            inner.name = element.node->name + "/" + inner.name;
            found.push_back(std::move(inner));
        }
    return found;
}

std::vector<std::string> left_out(const Graph& graph, const Circuit& circuit, const Sites& sites, std::size_t most) {
    const std::vector<bool> in_a_site = measured(circuit, sites);
    std::vector<std::string> lines;
    for (const auto& [name, tensor] : graph.initializers) {
        const int value = circuit.find(name);
        if (value < 0 || in_a_site[value] || !is_weight(tensor)) continue;
        const std::string why = reason(circuit, value, tensor);
        if (!why.empty()) lines.push_back(line_of(name, tensor, why));
    }
    std::set<std::string> names;
    for (const Site& site : sites.sites) names.insert(site.info.weight);
    for (const Element& element : circuit.elements)
        if (element.op == nullptr) left_out_of_bodies(*element.node, names, lines);
    if (lines.size() <= most) return lines;
    const std::size_t more = lines.size() - most;
    lines.resize(most);
    lines.push_back("left out: " + with_commas(static_cast<std::int64_t>(more)) + " more weights");
    return lines;
}

}  // namespace blackbody

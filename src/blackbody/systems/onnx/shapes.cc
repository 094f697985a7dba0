#include "blackbody/systems/onnx/shapes.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/systems/onnx/ops/windows.h"
#include "blackbody/systems/onnx/rewrite.h"

namespace blackbody {
namespace {

constexpr std::int64_t large = 1024;  ///< constants above this many elements go to the meta device

struct Guess {
    Sizes sizes;
    bool guessed = false;  ///< a dimension other than the batch was free
};

/// The shape of an input for a batch of `batch` samples.
Guess sizes_of(const Port& port, std::int64_t batch, const std::string& batch_symbol, const ShapeHints& hints) {
    Guess guess{port.shape};
    const auto hint = hints.find(port.name);
    for (std::size_t d = 0; d < guess.sizes.size(); ++d) {
        const std::string& symbol = d < port.symbols.size() ? port.symbols[d] : "";
        if (d == 0 && port.per_sample && guess.sizes[0] <= 1) guess.sizes[0] = batch;
        else if (guess.sizes[d] >= 0) continue;
        else if (!symbol.empty() && symbol == batch_symbol) guess.sizes[d] = batch;
        else if (hint != hints.end() && d < hint->second.size()) guess.sizes[d] = hint->second[d];
        else guess.sizes[d] = guess.sizes.size() == 4 ? 224 : 16, guess.guessed = true;
    }
    return guess;
}

std::string batch_symbol(const Graph& graph) {
    for (const Port& port : graph.inputs)
        if (!port.symbols.empty() && !port.symbols[0].empty()) return port.symbols[0];
    return "";
}

constexpr std::int64_t room = 1 << 28;  ///< elements that stand in for what the meta device cannot do

bool any_on_meta(const Tensors& tensors) {
    return std::any_of(tensors.begin(), tensors.end(), [](const at::Tensor& t) { return t.defined() && t.is_meta(); });
}

/// The output of a convolution, which the meta device has no shape for: that of its windows.
Tensors convolved(const Element& element, const Tensors& inputs) {
    const Call call{*element.node, inputs};
    const at::Tensor x = call.input(0), weight = call.input(1);
    const std::int64_t groups = call.attributes().integer("group", 1);
    const bool fits = x.defined() && weight.defined() && x.dim() == weight.dim() && x.dim() > 2 && groups > 0 &&
                      x.size(1) == weight.size(1) * groups && weight.size(0) % groups == 0;
    if (!fits) throw Error(ErrorKind::model, place_of(*element.node));
    Sizes sizes = {x.size(0), weight.size(0)};
    for (const std::int64_t size : ops::windows_of(call, x, weight.sizes().slice(2).vec()).out) sizes.push_back(size);
    return {at::empty(sizes, x.options().device(at::kMeta))};
}

/// Outputs on the meta device; an operator that it cannot do computes with zeros on the host instead.
Tensors shaped(const Element& element, const Tensors& inputs) {
    if (!any_on_meta(inputs)) return compute(element, inputs);
    if (element.traits().weight == WeightRule::kernel) return convolved(element, inputs);
    try {
        return compute(element, inputs);
    } catch (const Error&) {
        Tensors zeros = inputs;
        for (at::Tensor& input : zeros) {
            if (!input.defined() || !input.is_meta()) continue;
            if (input.numel() > room) throw;
            input = at::zeros(input.sizes(), input.options().device(at::kCPU));
        }
        Tensors outputs = compute(element, zeros);
        for (at::Tensor& output : outputs)
            if (output.defined() && output.is_floating_point()) output = output.to(at::kMeta);
        return outputs;
    }
}

/// One pass: values where they can be computed, complaints where not.
struct Pass {
    Tensors values;
    std::vector<std::string> problems;
    bool complete = true;
};

Pass pass(const Graph& graph, const Circuit& circuit, const Tensors& constants, const std::vector<Sizes>& sizes,
          bool meta) {
    Pass pass{constants, std::vector<std::string>(circuit.elements.size())};
    for (at::Tensor& value : pass.values)
        if (meta && value.defined() && value.is_floating_point() && value.numel() > large) value = value.to(at::kMeta);
    for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
        const Port& port = graph.inputs[i];
        const bool on_meta = meta && at::isFloatingType(port.type);
        pass.values[circuit.inputs[i]] =
            at::zeros(sizes[i], at::TensorOptions(port.type).device(on_meta ? at::kMeta : at::kCPU));
    }
    for (std::size_t e = 0; e < circuit.elements.size(); ++e) {
        const Element& element = circuit.elements[e];
        Tensors inputs;
        bool ready = element.op != nullptr;
        for (const int value : element.inputs) {
            inputs.push_back(value < 0 ? at::Tensor() : pass.values[value]);
            ready = ready && (value < 0 || inputs.back().defined());
        }
        bool known = !element.outputs.empty();
        for (const int value : element.outputs) known = known && (value < 0 || pass.values[value].defined());
        if (known) continue;
        if (element.op == nullptr) pass.problems[e] = unknown_operator(*element.node).what();
        if (!ready) continue;
        try {
            const Tensors outputs = meta ? shaped(element, inputs) : compute(element, std::move(inputs));
            for (std::size_t o = 0; o < element.outputs.size(); ++o)
                if (element.outputs[o] >= 0) pass.values[element.outputs[o]] = outputs[o];
        } catch (const Error& error) {
            pass.problems[e] = error.what(), pass.complete = false;
            if (meta) return pass;
        }
    }
    return pass;
}

/// On the meta device, or with real numbers where an operator needs them.
Pass pass_for(const Graph& graph, const Circuit& circuit, const Tensors& constants, const std::vector<Sizes>& sizes) {
    Pass on_meta = pass(graph, circuit, constants, sizes, true);
    return on_meta.complete ? on_meta : pass(graph, circuit, constants, sizes, false);
}

std::vector<std::optional<Sizes>> sizes_of(const Tensors& values) {
    std::vector<std::optional<Sizes>> sizes(values.size());
    for (std::size_t v = 0; v < values.size(); ++v)
        if (values[v].defined()) sizes[v] = values[v].sizes().vec();
    return sizes;
}

/// One sample more is one more along axis 0, and nothing else.
bool is_sampled(const std::optional<Sizes>& one, const std::optional<Sizes>& two) {
    if (!one || !two || one->size() != two->size() || one->empty()) return false;
    return (*one)[0] == 1 && (*two)[0] == 2 && std::equal(one->begin() + 1, one->end(), two->begin() + 1);
}

/// Values that depend on an input.
std::vector<bool> depending(const Circuit& circuit) {
    std::vector<bool> depends(circuit.names.size(), false);
    for (const int value : circuit.inputs) depends[value] = true;
    for (const Element& element : circuit.elements) {
        bool any = false;
        for (const int value : element.inputs) any = any || (value >= 0 && depends[value]);
        for (const int value : element.outputs)
            if (value >= 0) depends[value] = any;
    }
    return depends;
}

/// Values that depend on inputs by their shapes alone.
std::vector<bool> shaped_alone(const Circuit& circuit) {
    std::vector<bool> alone(circuit.names.size(), true);
    for (const int value : circuit.inputs) alone[value] = false;
    for (const Element& element : circuit.elements) {
        const Formula formula = element.traits().formula;
        bool all = true;
        for (const int value : element.inputs) all = all && (value < 0 || alone[value]);
        for (const int value : element.outputs)
            if (value >= 0) alone[value] = all || formula == Formula::shape || formula == Formula::size;
    }
    return alone;
}

/// Conditions of Ifs that both passes agree on.
void note_conditions(Shapes& shapes, const Circuit& circuit, const Pass& first, const Pass& second) {
    const auto is_if = [](const Element& e) { return is_branching(*e.node) && e.inputs[0] >= 0; };
    if (std::none_of(circuit.elements.begin(), circuit.elements.end(), is_if)) return;
    const std::vector<bool> alone = shaped_alone(circuit);
    const auto truth = [](const at::Tensor& t) -> std::optional<bool> {
        if (!t.defined() || t.is_meta() || t.numel() != 1) return std::nullopt;
        return t.flatten()[0].item<double>() != 0;
    };
    for (const Element& element : circuit.elements) {
        if (!is_if(element) || !alone[element.inputs[0]]) continue;
        const auto one = truth(first.values[element.inputs[0]]), two = truth(second.values[element.inputs[0]]);
        if (one && one == two) shapes.conditions[element.inputs[0]] = *one;
    }
}

void note_pass(Shapes& shapes, const Pass& pass) {
    shapes.one = sizes_of(pass.values), shapes.problems = pass.problems;
    for (const at::Tensor& value : pass.values)
        shapes.types.push_back(value.defined() ? value.scalar_type() : at::kFloat);
}

/// Where the file fixes the batch: axis 0 of that size is the sample, and of one sample it is 1.
Shapes of_fixed_batch(Shapes shapes, const Pass& pass, const std::vector<bool>& depends) {
    note_pass(shapes, pass);
    shapes.two.resize(shapes.one.size());
    for (std::size_t v = 0; v < shapes.one.size(); ++v) {
        auto& sizes = shapes.one[v];
        shapes.sampled.push_back(depends[v] && sizes && !sizes->empty() && sizes->front() == shapes.group);
        if (shapes.sampled[v]) sizes->front() = 1;
    }
    return shapes;
}

}  // namespace

Shapes infer_shapes(const Graph& graph, const Circuit& circuit, const Tensors& constants, const ShapeHints& hints) {
    const at::NoGradGuard no_grad;
    const std::string symbol = batch_symbol(graph);
    Shapes shapes;
    shapes.group = std::max<std::int64_t>(fixed_batch(graph), 1);

    // What the inputs look like for one sample and for two.
    std::vector<Sizes> one, two;
    for (const Port& port : graph.inputs) {
        const Guess guess = sizes_of(port, shapes.group, symbol, hints);
        one.push_back(guess.sizes), two.push_back(sizes_of(port, 2, symbol, hints).sizes);
        if (guess.guessed)
            shapes.notes.push_back("free dimensions of input '" + port.name + "': shapes and costs are given for " +
                                   shape_text(guess.sizes));
    }

    const std::vector<bool> depends = depending(circuit);
    if (shapes.group > 1) {
        const Pass whole = pass_for(graph, circuit, constants, one);
        note_conditions(shapes, circuit, whole, whole);
        return of_fixed_batch(std::move(shapes), whole, depends);
    }

    // Two passes; what only the first can do takes one sample at a time.
    const Pass first = pass_for(graph, circuit, constants, one), second = pass_for(graph, circuit, constants, two);
    note_pass(shapes, first);
    shapes.two = sizes_of(second.values);
    note_conditions(shapes, circuit, first, second);

    shapes.batches = true;
    for (std::size_t e = 0; e < circuit.elements.size(); ++e)
        if (first.problems[e].empty() && !second.problems[e].empty()) shapes.batches = false;
    for (const int value : circuit.outputs)
        if (shapes.one[value]) shapes.batches = shapes.batches && is_sampled(shapes.one[value], shapes.two[value]);
    for (std::size_t v = 0; v < circuit.names.size(); ++v) {
        const bool leading_one = shapes.one[v] && !shapes.one[v]->empty() && (*shapes.one[v])[0] == 1;
        shapes.sampled.push_back(depends[v] &&
                                 (shapes.batches ? is_sampled(shapes.one[v], shapes.two[v]) : leading_one));
    }
    return shapes;
}

}  // namespace blackbody

#include "blackbody/systems/network/network.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>

#include <algorithm>
#include <map>

#include "blackbody/systems/network/batching.h"
#include "blackbody/systems/network/bounds.h"
#include "blackbody/systems/network/card.h"
#include "blackbody/systems/network/constants.h"
#include "blackbody/systems/network/feed.h"
#include "blackbody/systems/network/origin.h"
#include "blackbody/systems/network/rewrite.h"
#include "blackbody/systems/network/runner.h"

namespace blackbody {

struct Network::Body {
    Graph graph;
    Circuit circuit;
    Tensors constants;
    Shapes shapes;
    NetworkOptions options;

    Body(Graph g, const NetworkOptions& o) : graph(std::move(g)), options(o) {
        circuit = wire(graph);
        constants = fold_constants(circuit);
        shapes = infer_shapes(graph, circuit, constants, options.shapes);
    }
};

namespace {

void move_to(Graph& graph, at::Device device) {
    if (device.is_cpu()) return;
    for (auto& [name, tensor] : graph.initializers)
        if (tensor.is_floating_point()) tensor = tensor.to(device);
}

}  // namespace

Network::~Network() = default;

Network::Network(Graph graph, Card card, const NetworkOptions& options) : card_(std::move(card)) {
    promote_constants(graph);
    move_to(graph, options.device);

    // A batch of one that the file fixes is freed where the samples provably stay apart.
    Graph freed = graph;
    if (free_batch(freed)) {
        const auto body = std::make_shared<const Body>(std::move(freed), options);
        if (keeps_samples_apart(body->circuit, body->shapes, body->constants)) {
            body_ = body;
            card_.notes.push_back(
                "the batch dimension that the file fixes at 1 is freed: every node keeps samples apart");
        }
    }
    if (!body_) body_ = std::make_shared<const Body>(std::move(graph), options);

    constants_ = body_->constants, known_ = body_->circuit.constants;
    sites_ = find_sites(body_->graph, body_->circuit, constants_, body_->shapes);
    describe(card_, body_->graph, body_->circuit, constants_, body_->shapes);
}

void Network::run(const Source& input, const Demand& demand, Probe& probe) const {
    const Body& b = *body_;
    const Plan plan = make_plan(b.circuit, constants_, sites_, demand, b.options.plan);
    run_plan({b.graph, b.circuit, sites_, plan, b.options.device, b.shapes.batches}, input, demand, probe);
}

std::unique_ptr<System> Network::control(const Control& control, Seed seed) const {
    std::unique_ptr<Network> other(new Network(*this));
    if (control.weights == nullptr) return other;
    std::map<int, at::Tensor> drawn;  // a weight that two nodes share stays one
    for (std::size_t s = 0; s < sites_.sites.size(); ++s) {
        const StoredWeight& stored = sites_.sources[s].stored;
        auto& interaction = other->sites_.sites[s].interaction;
        if (!interaction || stored.value < 0) continue;
        at::Tensor& weight = drawn[stored.value];
        if (!weight.defined()) weight = control.weights(*interaction, seed);
        interaction->weight = weight;
        other->constants_[stored.value] = other->known_[stored.value] =
            stored_layout(weight, stored, interaction->groups);
    }
    return other;
}

std::string Network::origin_of_non_finite(std::size_t site, const Batch& sample) const {
    const int target = sites_.sources.at(site).value;
    if (target < 0) return "";
    const at::NoGradGuard no_grad;
    const Circuit& circuit = body_->circuit;
    const std::vector<bool> needed = needed_for(circuit, {target}, constants_);
    Tensors values = constants_;
    for (std::size_t i = 0; i < circuit.inputs.size(); ++i) {
        const int value = circuit.inputs[i];
        const bool is_read = std::any_of(circuit.consumers[value].begin(), circuit.consumers[value].end(),
                                         [&](int reader) { return needed[reader]; });
        if (is_read || value == target)
            values[value] = fed(body_->graph, body_->graph.inputs[i], sample, body_->options.device);
    }
    return blackbody::origin_of_non_finite(circuit, std::move(values), target);
}

std::vector<StateBounds> Network::bounds(const std::vector<std::size_t>& sites,
                                         const std::vector<InputRange>& ranges) const {
    const at::NoGradGuard no_grad;
    const Circuit& circuit = body_->circuit;
    std::vector<int> wanted;
    for (const std::size_t site : sites) wanted.push_back(sites_.sources.at(site).value);

    std::vector<StateBounds> known(circuit.names.size());
    for (const InputRange& range : ranges) {
        const int value = sites_.sources.at(range.site).value;
        if (!body_->shapes.one[value]) continue;
        const auto constant = [&](double x) { return at::full(*body_->shapes.one[value], x, at::kFloat); };
        known[value] = {constant(range.low), constant(range.high)};
    }
    known = propagate_bounds(circuit, constants_, body_->shapes, needed_for(circuit, wanted, constants_),
                             std::move(known));

    std::vector<StateBounds> bounds;
    for (const int value : wanted) bounds.push_back(known[value]);
    return bounds;
}

NamedTensors Network::forward(const NamedTensors& inputs) const { return evaluate(body_->circuit, known_, inputs); }

NamedTensors Network::parameters() const {
    NamedTensors parameters;
    for (const auto& [name, tensor] : body_->graph.initializers)
        if (is_parameter(tensor)) parameters[name] = tensor;
    return parameters;
}

const Graph& Network::graph() const { return body_->graph; }

const Port& Network::input() const {
    for (const Port& port : body_->graph.inputs)
        if (at::isFloatingType(port.type)) return port;
    if (body_->graph.inputs.empty())
        throw Error(ErrorKind::model, Complaint{.place = "graph", .expected = "an input", .found = "none"});
    return body_->graph.inputs[0];
}

bool Network::batches() const { return body_->shapes.batches; }

}  // namespace blackbody

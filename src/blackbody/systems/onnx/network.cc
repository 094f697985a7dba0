#include "blackbody/systems/onnx/network.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>

#include <algorithm>
#include <map>

#include "blackbody/systems/onnx/batching.h"
#include "blackbody/systems/onnx/bounds.h"
#include "blackbody/systems/onnx/branches.h"
#include "blackbody/systems/onnx/card.h"
#include "blackbody/systems/onnx/constants.h"
#include "blackbody/systems/onnx/feed.h"
#include "blackbody/systems/onnx/origin.h"
#include "blackbody/systems/onnx/rewrite.h"
#include "blackbody/systems/onnx/runner.h"
#include "blackbody/systems/onnx/unknown_weights.h"

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

/// What is said where samples do not go through in any number.
std::string how_samples_go(std::int64_t group, const std::string& why) {
    const std::string reason = why.empty() ? "" : ": " + why;
    if (group <= 1) return "the network takes one sample at a time" + reason;
    return "the file fixes a batch of " + std::to_string(group) + ", which cannot be freed" + reason + "; " +
           std::to_string(group) +
           " samples go together, and an incomplete last batch is filled up with copies that are "
           "not counted";
}

}  // namespace

Network::~Network() = default;

Network::Network(Graph graph, Card card, const NetworkOptions& options) : card_(std::move(card)) {
    promote_constants(graph);
    move_to(graph, options.device);

    mark_inputs(graph);
    take_known_branches(graph, options.shapes);

    // A batch that the file fixes is freed where the samples provably stay apart.
    const std::int64_t fixed = fixed_batch(graph);
    std::string mixes;
    if (Graph freed = graph; free_batch(freed)) {
        const auto body = std::make_shared<const Body>(std::move(freed), options);
        mixes = mixing(body->circuit, body->shapes, body->constants);
        if (mixes.empty()) {
            body_ = body;
            card_.notes.push_back("the batch dimension that the file fixes at " +
                                  std::to_string(std::max<std::int64_t>(fixed, 1)) +
                                  " is freed: every node keeps samples apart");
        }
    }
    if (!body_) body_ = std::make_shared<const Body>(std::move(graph), options);
    const auto& inputs = body_->graph.inputs;
    if (std::none_of(inputs.begin(), inputs.end(), [](const Port& port) { return port.per_sample; })) {
        card_.notes.push_back(
            "no input has an axis of samples: samples go one by one, and states with a first axis of size 1 are shown");
    } else if (!body_->shapes.batches) {
        if (mixes.empty()) mixes = mixing(body_->circuit, body_->shapes, body_->constants);
        card_.notes.push_back(how_samples_go(body_->shapes.group, mixes));
    }

    constants_ = body_->constants, known_ = body_->circuit.constants;
    sites_ = find_sites(body_->graph, body_->circuit, constants_, body_->shapes);
    describe(card_, body_->graph, body_->circuit, constants_, body_->shapes);
    for (std::string& line : left_out(body_->graph, body_->circuit, sites_)) card_.notes.push_back(std::move(line));
    note_scores();
}

void Network::note_scores() {
    std::erase(card_.notes, score_note_);
    score_note_ = sites_.scores.value < 0 ? sites_.scores.sentence : "";
    if (!score_note_.empty()) card_.notes.push_back(score_note_);
}

void Network::take_scores(const std::string& output) {
    const Body& b = *body_;
    Sites sites = find_sites(b.graph, b.circuit, constants_, b.shapes, output);
    sites_ = std::move(sites);
    note_scores();
}

void Network::run(const Source& input, const Demand& demand, Probe& probe) const {
    const Body& b = *body_;
    const Plan plan = make_plan(b.circuit, constants_, sites_, demand, b.options.plan);
    run_plan({b.graph, b.circuit, sites_, plan, b.options.device, group()}, input, demand, probe);
}

std::unique_ptr<System> Network::control(const Control& control, Seed seed) const {
    std::unique_ptr<Network> other(new Network(*this));
    if (control.weights == nullptr) return other;
    std::map<int, at::Tensor> drawn;  // a weight that two nodes share stays one, whichever way each reads it
    for (std::size_t s = 0; s < sites_.sites.size(); ++s) {
        const StoredWeight& stored = sites_.sources[s].stored;
        auto& interaction = other->sites_.sites[s].interaction;
        if (!interaction) continue;
        if (stored.value >= 0 && drawn.count(stored.value)) {
            interaction->weight = canonical_layout(drawn[stored.value], stored, interaction->groups);
            continue;
        }
        interaction->weight = control.weights(*interaction, seed);
        if (stored.value < 0) continue;
        at::Tensor& constant = drawn[stored.value];
        constant = stored_layout(interaction->weight, stored, interaction->groups);
        other->constants_[stored.value] = other->known_[stored.value] = constant;
    }
    return other;
}

Origin Network::origin_of_non_finite(std::size_t site, const Batch& sample) const {
    const int target = sites_.sources.at(site).value;
    if (target < 0) return {};
    const at::NoGradGuard no_grad;
    const Circuit& circuit = body_->circuit;
    const std::vector<bool> needed = needed_for(circuit, {target}, constants_);
    Tensors values = constants_;
    for (std::size_t i = 0; i < circuit.inputs.size(); ++i) {
        const int value = circuit.inputs[i];
        const bool is_read = std::any_of(circuit.consumers[value].begin(), circuit.consumers[value].end(),
                                         [&](int reader) { return needed[reader]; });
        if (is_read || value == target) values[value] = fed_in_groups(body_->graph.inputs[i], sample);
    }
    return blackbody::origin_of_non_finite(circuit, std::move(values), target);
}

/// As a port wants it: where the batch is fixed, filled up to it.
at::Tensor Network::fed_in_groups(const Port& port, const Batch& batch) const {
    const at::Tensor tensor = fed(body_->graph, port, batch, body_->options.device);
    return port.per_sample && group() > 1 ? filled_up(tensor, group()) : tensor;
}

NamedTensors Network::outputs(const Batch& batch) const {
    const at::NoGradGuard no_grad;
    const std::int64_t step = batches() ? std::max<std::int64_t>(batch.size, 1) : group();
    std::map<std::string, Tensors> parts;
    for (std::int64_t first = 0; first < batch.size; first += step) {
        const Batch part = part_of(batch, first, step);
        NamedTensors inputs;
        for (const Port& port : body_->graph.inputs) inputs[port.name] = fed_in_groups(port, part);
        for (const auto& [name, values] : forward(inputs)) {
            const bool by_sample = body_->shapes.sampled[body_->circuit.find(name)] && values.size(0) >= part.size;
            parts[name].push_back(by_sample ? values.narrow(0, 0, part.size) : values);
        }
    }
    NamedTensors all;
    for (const auto& [name, tensors] : parts) all[name] = tensors.size() == 1 ? tensors[0] : at::cat(tensors, 0);
    return all;
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
    known =
        propagate_bounds(circuit, constants_, body_->shapes, needed_for(circuit, wanted, constants_), std::move(known));

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
    for (const bool any_type : {false, true})
        for (const Port& port : body_->graph.inputs)
            if (port.per_sample && (any_type || at::isFloatingType(port.type))) return port;
    if (body_->graph.inputs.empty())
        throw Error(ErrorKind::model, Complaint{.place = "graph", .expected = "an input", .found = "none"});
    return body_->graph.inputs[0];
}

std::int64_t Network::group() const { return body_->shapes.batches ? 0 : body_->shapes.group; }

}  // namespace blackbody

#include "blackbody/bridges/conversion.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/real.h>
#include <ATen/ops/square.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "blackbody/systems/onnx/constants.h"
#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/systems/onnx/feed.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

at::Tensor as_wave(const at::Tensor& x) { return x.is_complex() ? x : at::complex(x, at::zeros_like(x)); }

Estimate share(const std::string& name, double count, std::int64_t n) {
    const double p = count / static_cast<double>(n);
    return {name, p, Uncertainty::of(std::sqrt(p * (1 - p) / static_cast<double>(n))), n, {}};
}

/// Squares of differences and of values, batch after batch.
struct Difference {
    double difference = 0, value = 0;
    void add(const at::Tensor& other, const at::Tensor& y) {
        difference += (as_wave(other) - as_wave(y)).abs().square().sum().item<double>();
        value += y.abs().square().sum().item<double>();
    }
    double relative() const { return value > 0 ? std::sqrt(difference / value) : std::sqrt(difference); }
};

/// The wired network and what of it is needed for the class scores.
struct Wiring {
    const Network& network;
    Circuit circuit;
    Tensors constants;
    int scores = -1;
    std::vector<bool> needed;

    explicit Wiring(const Network& n) : network(n), circuit(wire(n.graph())), constants(fold_constants(circuit)) {
        // The class scores, or what would be taken for them if labels were there: the same wiring has the same numbers.
        std::vector<int> possible;
        for (const ScoreCandidate& one : n.scores().candidates)
            if (one.by_labels) possible.push_back(one.value);
        scores = n.scores().value >= 0 ? n.scores().value : possible.size() == 1 ? possible[0] : -1;
        if (scores < 0)
            throw Error(ErrorKind::model, Complaint{.file = n.card().file,
                                                    .expected = "class scores to compare by",
                                                    .found = "a network without any"});
        needed = needed_for(circuit, {scores}, constants);
    }

    std::vector<bool> constant_inputs(const Element& element) const {
        std::vector<bool> is_constant;
        for (const int value : element.inputs) is_constant.push_back(value < 0 || constants[value].defined());
        return is_constant;
    }
    static Tensors inputs_of(const Element& element, const Tensors& values) {
        Tensors inputs;
        for (const int value : element.inputs) inputs.push_back(value < 0 ? at::Tensor() : values[value]);
        return inputs;
    }
    Tensors start(const Batch& batch) const {
        Tensors values = constants;
        for (std::size_t i = 0; i < circuit.inputs.size(); ++i)
            values[circuit.inputs[i]] = fed(network.graph(), network.graph().inputs[i], batch, at::kCPU);
        return values;
    }
    /// f of each needed element, in order, that makes a state.
    template <class F>
    void each(F f) const {
        for (std::size_t e = 0; e < circuit.elements.size(); ++e) {
            const Element& element = circuit.elements[e];
            if (needed[e] && !constants[element.outputs.at(0)].defined()) f(e, element);
        }
    }
};

/// f(ψ) of one element in a wave system: as a linear map, by its counterpart, or of Re ψ alone.
at::Tensor on_waves(const Element& element, const Tensors& inputs, const std::vector<bool>& is_constant,
                    const Choice& choice) {
    if (const auto chosen = choice.find(element.node->op); chosen != choice.end())
        return chosen->second->apply(inputs.at(0), element, inputs);
    if (is_affine(element, is_constant)) return on_wave(element, inputs, is_constant);
    Tensors real = inputs;
    for (at::Tensor& input : real)
        if (input.defined() && input.is_complex()) input = at::real(input).contiguous();
    return as_wave(compute(element, real).at(0));
}

/// What is summed up over batches.
class Table {
  public:
    Table(const Wiring& wiring, const std::vector<Variant>& variants)
        : wiring_(wiring),
          variants_(variants),
          agree_(variants.size()),
          right_(variants.size()),
          born_(variants.size()) {}

    void add(const Batch& batch) {
        Tensors values = wiring_.start(batch);
        wiring_.each([&](std::size_t e, const Element& element) {
            const Tensors inputs = Wiring::inputs_of(element, values);
            Tensors made = compute(element, inputs);
            for (std::size_t o = 0; o < element.outputs.size(); ++o)
                if (element.outputs[o] >= 0) values[element.outputs[o]] = made.at(o);
            compare_alone(e, element, inputs, made.at(0));
        });
        const at::Tensor classes = values[wiring_.scores].flatten(1).argmax(1);
        samples_ += batch.size;
        if (batch.labels.defined()) labelled_ = true, own_right_ += classes.eq(batch.labels).sum().item<double>();
        for (std::size_t v = 0; v < variants_.size(); ++v) carry(v, batch, values, classes);
    }

    Conversion result() const {
        Conversion conversion{.samples = samples_};
        wiring_.each([&](std::size_t e, const Element& element) {
            for (const auto& [name, alone] : alone_.at(e)) {
                NodeConversion node{element.node->name, element.node->op, name, alone.relative()};
                const Choice& last = variants_.back().choice;
                const auto stands = last.find(element.node->op);
                node.has_carried = stands == last.end() || stands->second->name == name;
                node.carried = carried_.at(e).relative();
                conversion.nodes.push_back(node);
            }
        });
        if (labelled_) conversion.accuracy = share("accuracy", own_right_, samples_);
        for (std::size_t v = 0; v < variants_.size(); ++v) {
            VariantScore score{variants_[v].name, share("agreement", agree_[v], samples_), {}};
            if (labelled_) score.accuracy = share("accuracy", right_[v], samples_);
            if (labelled_) score.by_born = share("accuracy_by_born", born_[v], samples_);
            conversion.variants.push_back(score);
        }
        return conversion;
    }

  private:
    void compare_alone(std::size_t e, const Element& element, const Tensors& inputs, const at::Tensor& y) {
        const std::vector<bool> is_constant = wiring_.constant_inputs(element);
        if (!y.is_floating_point()) return;
        if (is_affine(element, is_constant)) {
            // A wave that is turned by a phase must come out turned by it: f(e^{ia} x) = e^{ia} (f(x) - f(0)) + f(0).
            const c10::complex<double> turn(std::cos(.7), std::sin(.7)), back(std::cos(.7), -std::sin(.7));
            Tensors turned = inputs, none = inputs;
            for (std::size_t i = 0; i < inputs.size(); ++i)
                if (!is_constant[i]) turned[i] = as_wave(inputs[i]) * turn, none[i] = at::zeros_like(inputs[i]);
            const at::Tensor zero = compute(element, none).at(0);
            alone_[e][""].add((on_wave(element, turned, is_constant) - zero) * back + zero, y);
        }
        const auto others = counterparts_of(element.node->op);
        for (const Counterpart* other : others)
            alone_[e][other->name].add(other->apply(as_wave(inputs.at(0)), element, inputs), y);
        if (others.empty() && !is_affine(element, is_constant)) alone_[e]["none"].add(y, y);
    }

    void carry(std::size_t v, const Batch& batch, const Tensors& real, const at::Tensor& classes) {
        Tensors values = wiring_.start(batch);
        for (const int input : wiring_.circuit.inputs)
            if (values[input].is_floating_point()) values[input] = as_wave(values[input]);
        wiring_.each([&](std::size_t e, const Element& element) {
            const int to = element.outputs.at(0);
            values[to] = on_waves(element, Wiring::inputs_of(element, values), wiring_.constant_inputs(element),
                                  variants_[v].choice);
            if (v + 1 == variants_.size()) carried_[e].add(values[to], real[to]);
        });
        const at::Tensor scores = values[wiring_.scores].flatten(1), mine = at::real(scores).argmax(1);
        agree_[v] += mine.eq(classes).sum().item<double>();
        if (!batch.labels.defined()) return;
        right_[v] += mine.eq(batch.labels).sum().item<double>();
        born_[v] += scores.abs().argmax(1).eq(batch.labels).sum().item<double>();
    }

    const Wiring& wiring_;
    const std::vector<Variant>& variants_;
    std::map<std::size_t, std::map<std::string, Difference>> alone_;
    std::map<std::size_t, Difference> carried_;
    std::vector<double> agree_, right_, born_;
    double own_right_ = 0;
    bool labelled_ = false;
    std::int64_t samples_ = 0;
};

}  // namespace

std::vector<Variant> usual_variants(const Graph& graph) {
    std::set<std::string> ops;
    for (const Node& node : graph.nodes) ops.insert(node.op);
    std::vector<Variant> variants = {{"none", {}}};
    Choice usual;
    for (const Counterpart* counterpart : counterparts()) {
        if (!ops.contains(counterpart->op)) continue;
        variants.push_back({counterpart->part + ": " + counterpart->name, {{counterpart->op, counterpart}}});
        usual.emplace(counterpart->op, counterpart);
    }
    variants.push_back({"all of them", usual});
    return variants;
}

Conversion convert(const Network& network, const Source& samples, const std::vector<Variant>& variants,
                   const ConversionOptions& options) {
    const at::NoGradGuard no_grad;
    const Wiring wiring(network);
    Table table(wiring, variants);
    for (std::int64_t first = 0; first < samples.size(); first += options.batch) {
        options.watcher.at("converting", static_cast<double>(first) / static_cast<double>(samples.size()));
        table.add(samples.read(first, std::min(options.batch, samples.size() - first)));
    }
    return table.result();
}

}  // namespace blackbody

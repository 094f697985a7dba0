#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t block_states = 4096;

std::vector<std::int64_t> layers_of(const DeepBoltzmann& machine, Parity parity) {
    std::vector<std::int64_t> which;
    for (std::int64_t l = first_of(parity); l < std::ssize(machine.layers); l += 2) which.push_back(l);
    return which;
}

double bits_of(const DeepBoltzmann& machine, Parity parity) {
    double bits = 0;
    for (const std::int64_t l : layers_of(machine, parity)) bits += bits_of(machine.layers[l]);
    return bits;
}

bool of_one_kind(const DeepBoltzmann& machine, Parity parity) {
    const Layer& first = machine.layers[first_of(parity)];
    for (const std::int64_t l : layers_of(machine, parity))
        if (machine.layers[l].unit != first.unit || machine.layers[l].colours != first.colours) return false;
    return true;
}

Layer joined_layer(const DeepBoltzmann& machine, Parity parity) {
    Layer layer = machine.layers[first_of(parity)];
    std::vector<at::Tensor> theta;
    for (const std::int64_t l : layers_of(machine, parity)) theta.push_back(machine.layers[l].theta);
    layer.theta = at::cat(theta, 1);
    return layer;
}

/// States number `index` [N] of all layers of one parity: the first layer's digit changes fastest.
void write_states(const DeepBoltzmann& machine, Parity parity, at::Tensor index, LayerStates& states) {
    for (const std::int64_t l : layers_of(machine, parity)) {
        const auto count = static_cast<std::int64_t>(std::llround(std::exp2(bits_of(machine.layers[l]))));
        states[l] = states_of(machine.layers[l], 0, count).index_select(0, index.remainder(count));
        index = index.floor_divide(count);
    }
}

/// ln Σ exp(-F) over the states of one parity, the other summed out.
double log_sum_over(const DeepBoltzmann& machine, Parity parity) {
    const auto total = static_cast<std::int64_t>(std::llround(std::exp2(bits_of(machine, parity))));
    std::vector<double> parts;
    for (std::int64_t first = 0; first < total; first += block_states) {
        LayerStates states(machine.layers.size());
        write_states(machine, parity, at::arange(first, std::min(first + block_states, total), at::kLong), states);
        parts.push_back(at::logsumexp(-free_energy(machine, states, other(parity)), 0).item<double>());
    }
    return at::logsumexp(at::tensor(parts, at::kDouble), 0).item<double>();
}

/// The hidden layers alone, in the field of one visible state.
DeepBoltzmann above(const DeepBoltzmann& machine, const at::Tensor& field) {
    DeepBoltzmann rest{{machine.layers.begin() + 1, machine.layers.end()},
                       {machine.weights.begin() + 1, machine.weights.end()}};
    Layer& first = rest.layers[0];
    first.theta = first.theta.clone();
    first.theta.slice(0, 0, biases_of(*first.unit)) += field;
    return rest;
}

Layer mixed(const Layer& a, const Layer& b, double t) {
    Layer layer = b;
    layer.theta = (1 - t) * a.theta + t * b.theta;
    return layer;
}

}  // namespace

void check(const DeepBoltzmann& machine, const std::string& file) {
    if (machine.weights.empty() || machine.layers.size() != machine.weights.size() + 1)
        throw Error(ErrorKind::model, Complaint{.file = file,
                                                .place = "machine",
                                                .expected = "one layer of units more than couplings",
                                                .found = std::to_string(machine.layers.size()) + " layers and " +
                                                         std::to_string(machine.weights.size()) + " couplings"});
    for (std::int64_t l = 0; l < machine.depth(); ++l)
        check(Rbm{machine.layers[l], machine.layers[l + 1], machine.weights[l]},
              file + ": layers " + std::to_string(l) + " and " + std::to_string(l + 1));
}

at::Tensor field_of(const DeepBoltzmann& machine, const LayerStates& states, std::int64_t layer) {
    at::Tensor field;
    if (layer > 0) field = at::matmul(states[layer - 1], machine.weights[layer - 1]);
    if (layer == machine.depth()) return field;
    const at::Tensor from_above = at::matmul(states[layer + 1], machine.weights[layer].t());
    return field.defined() ? field + from_above : from_above;
}

at::Tensor energy(const DeepBoltzmann& machine, const LayerStates& states) {
    at::Tensor exponent = own_exponent(machine.layers[0], states[0]).sum(1);
    for (std::int64_t l = 1; l <= machine.depth(); ++l)
        exponent = exponent + own_exponent(machine.layers[l], states[l]).sum(1) +
                   (at::matmul(states[l - 1], machine.weights[l - 1]) * states[l]).sum(1);
    return -exponent;
}

at::Tensor free_energy(const DeepBoltzmann& machine, const LayerStates& states, Parity summed) {
    at::Tensor log_weight;
    const auto add = [&](const at::Tensor& term) { log_weight = log_weight.defined() ? log_weight + term : term; };
    for (const std::int64_t l : layers_of(machine, other(summed)))
        add(own_exponent(machine.layers[l], states[l]).sum(1));
    for (const std::int64_t l : layers_of(machine, summed))
        add(machine.layers[l].unit->log_partition(machine.layers[l], field_of(machine, states, l)).sum(1));
    return -log_weight;
}

DeepBoltzmann deep(const Rbm& rbm) { return {{rbm.visible, rbm.hidden}, {rbm.weight}}; }

std::optional<Rbm> folded(const DeepBoltzmann& machine) {
    if (!of_one_kind(machine, Parity::even) || !of_one_kind(machine, Parity::odd)) return std::nullopt;
    Rbm rbm{joined_layer(machine, Parity::even), joined_layer(machine, Parity::odd), {}};
    rbm.weight = at::zeros({rbm.visible.size(), rbm.hidden.size()}, at::kDouble);

    // Where each layer begins among those of its parity.
    std::vector<std::int64_t> begin(machine.layers.size(), 0);
    for (std::size_t l = 2; l < begin.size(); ++l) begin[l] = begin[l - 2] + machine.layers[l - 2].size();
    for (std::int64_t l = 0; l < machine.depth(); ++l) {
        const std::int64_t even = l % 2 == 0 ? l : l + 1, odd = l % 2 == 0 ? l + 1 : l;
        rbm.weight.narrow(0, begin[even], machine.layers[even].size())
            .narrow(1, begin[odd], machine.layers[odd].size())
            .copy_(l % 2 == 0 ? machine.weights[l] : machine.weights[l].t());
    }
    return rbm;
}

at::Tensor joined(const LayerStates& states, Parity parity) {
    std::vector<at::Tensor> parts;
    for (std::size_t l = first_of(parity); l < states.size(); l += 2) parts.push_back(states[l]);
    return parts.size() == 1 ? parts[0] : at::cat(parts, 1);
}

void split(const DeepBoltzmann& machine, const at::Tensor& joined, Parity parity, LayerStates& states) {
    states.resize(machine.layers.size());
    std::int64_t begin = 0;
    for (const std::int64_t l : layers_of(machine, parity)) {
        states[l] = joined.narrow(1, begin, machine.layers[l].size());
        begin += machine.layers[l].size();
    }
}

DeepBoltzmann between(const DeepBoltzmann& a, const DeepBoltzmann& b, double t) {
    DeepBoltzmann machine = b;
    for (std::size_t l = 0; l < b.layers.size(); ++l) machine.layers[l] = mixed(a.layers[l], b.layers[l], t);
    for (std::size_t l = 0; l < b.weights.size(); ++l) machine.weights[l] = (1 - t) * a.weights[l] + t * b.weights[l];
    return machine;
}

DeepBoltzmann independent(const DeepBoltzmann& machine, const std::vector<at::Tensor>& theta) {
    DeepBoltzmann base = machine;
    for (std::size_t l = 0; l < base.layers.size(); ++l) base.layers[l].theta = theta[l];
    for (at::Tensor& weight : base.weights) weight = at::zeros_like(weight);
    return base;
}

double log_partition_of_independent(const DeepBoltzmann& machine) {
    double sum = 0;
    for (const Layer& layer : machine.layers)
        sum += layer.unit->log_partition(layer, at::zeros({1, layer.size()}, at::kDouble)).sum().item<double>();
    return sum;
}

double exact_log_partition(const DeepBoltzmann& machine) {
    if (machine.layers.size() == 1) return log_partition_of_independent(machine);
    if (const auto rbm = folded(machine)) return exact_log_partition(*rbm);
    const Parity fewer = bits_of(machine, Parity::even) < bits_of(machine, Parity::odd) ? Parity::even : Parity::odd;
    if (const double bits = bits_of(machine, fewer); bits > static_cast<double>(most_enumerated_bits))
        throw Error(ErrorKind::usage, "an exact sum would run over 2^" + short_number(bits) + " states, at most 2^" +
                                          std::to_string(most_enumerated_bits) +
                                          " are summed; annealing estimates it with an error bar");
    return log_sum_over(machine, fewer);
}

at::Tensor exact_log_weight(const DeepBoltzmann& machine, const at::Tensor& v) {
    const at::Tensor own = own_exponent(machine.layers[0], v).sum(1), field = at::matmul(v, machine.weights[0]);
    std::vector<at::Tensor> rows;
    for (std::int64_t n = 0; n < v.size(0); ++n) rows.push_back(own[n] + exact_log_partition(above(machine, field[n])));
    return at::stack(rows);
}

}  // namespace blackbody

#include "blackbody/systems/ensembles/chains/layer_chains.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

namespace blackbody {
namespace {

bool holds_none(const HeldUnits& held) {
    for (const at::Tensor& mask : held)
        if (mask.defined()) return false;
    return true;
}

/// The blocks of a folded machine's moments that couple neighbours.
LayerMoments unfolded(const DeepBoltzmann& machine, const Chains::Moments& moments) {
    LayerMoments result;
    std::vector<std::int64_t> begin(machine.layers.size(), 0);
    for (std::size_t l = 0; l < machine.layers.size(); ++l) {
        if (l >= 2) begin[l] = begin[l - 2] + machine.layers[l - 2].size();
        const at::Tensor& all = l % 2 == 0 ? moments.visible_statistics : moments.hidden_statistics;
        result.statistics.push_back(all.narrow(1, begin[l], machine.layers[l].size()));
    }
    for (std::int64_t l = 0; l < machine.depth(); ++l) {
        const std::int64_t even = l % 2 == 0 ? l : l + 1, odd = l % 2 == 0 ? l + 1 : l;
        const at::Tensor block = moments.correlation.narrow(0, begin[even], machine.layers[even].size())
                                     .narrow(1, begin[odd], machine.layers[odd].size());
        result.correlation.push_back(l % 2 == 0 ? block : block.t());
    }
    return result;
}

}  // namespace

void sample_layers(const DeepBoltzmann& machine, Parity parity, const Draw& draw, LayerStates& states) {
    std::int64_t units = 0, begin = 0;
    for (std::size_t l = first_of(parity); l < machine.layers.size(); l += 2) units += machine.layers[l].size();
    const at::Tensor& known = states[parity == Parity::even ? 1 : 0];
    const at::Tensor uniform = uniform_numbers(draw, known.size(0), units);
    for (std::int64_t l = first_of(parity); l < std::ssize(machine.layers); l += 2) {
        const Layer& layer = machine.layers[l];
        states[l] = layer.unit->sample(layer, field_of(machine, states, l), uniform.narrow(1, begin, layer.size()));
        begin += layer.size();
    }
}

LayerMoments moments_of(const DeepBoltzmann& machine, const LayerStates& states) {
    LayerMoments moments;
    LayerStates mean = states;
    for (std::int64_t l = 0; l < std::ssize(machine.layers); ++l) {
        const Layer& layer = machine.layers[l];
        if (l % 2 == 0) {
            moments.statistics.push_back(layer.unit->statistics(states[l]).mean(1));
        } else {
            const at::Tensor x = field_of(machine, states, l);
            mean[l] = layer.unit->mean(layer, x);
            moments.statistics.push_back(layer.unit->mean_statistics(layer, x).mean(1));
        }
    }
    for (std::int64_t l = 0; l < machine.depth(); ++l)
        moments.correlation.push_back(at::matmul(mean[l].t(), mean[l + 1]) / static_cast<double>(states[0].size(0)));
    return moments;
}

at::Tensor held_between(const Layer& layer, std::int64_t begin, std::int64_t end) {
    at::Tensor mask = at::zeros({layer.size()}, at::kBool);
    mask.slice(0, begin, end).fill_(true);
    return mask;
}

LayerChains::LayerChains(const DeepBoltzmann& machine, LayerStates start, const ChainOptions& options, HeldUnits held)
    : machine_(machine),
      held_(std::move(held)),
      random_{options.seed, options.first_chain},
      step_(options.step),
      states_(std::move(start)) {
    states_.resize(machine.layers.size()), held_.resize(machine.layers.size());
    for (at::Tensor& s : states_)
        if (s.defined()) s = s.to(at::kDouble);
    const auto rbm = folded(machine);
    if (rbm && is_bernoulli(*rbm) && options.may_pack_bits && holds_none(held_))
        chains_.emplace(*rbm, joined(states_, Parity::even), options);
}

void LayerChains::follow(const DeepBoltzmann& machine) {
    machine_ = machine;
    if (chains_) chains_->follow(*folded(machine));
}

void LayerChains::draw(Parity parity) {
    const LayerStates before = states_;
    sample_layers(machine_, parity, random_.of(step_, parity == Parity::even ? visible_side : hidden_side), states_);
    for (std::size_t l = first_of(parity); l < states_.size(); l += 2)
        if (held_[l].defined()) states_[l] = at::where(held_[l], before[l], states_[l]);
}

void LayerChains::run(std::int64_t steps) {
    if (chains_) chains_->run(steps), step_ += static_cast<std::uint64_t>(steps);
    else
        for (std::int64_t s = 0; s < steps; ++s, ++step_) draw(Parity::odd), draw(Parity::even);
}

LayerStates LayerChains::states() const {
    if (!chains_) return states_;
    LayerStates states;
    split(machine_, chains_->visible(), Parity::even, states);
    if (const at::Tensor hidden = chains_->hidden(); hidden.numel() > 0 && step_ > 0)
        split(machine_, hidden, Parity::odd, states);
    return states;
}

LayerMoments LayerChains::moments() const {
    return chains_ ? unfolded(machine_, chains_->moments()) : moments_of(machine_, states_);
}

}  // namespace blackbody

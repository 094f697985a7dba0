#include "blackbody/systems/ensembles/machines/deep_machines.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/systems/ensembles/chains/layer_chains.h"
#include "blackbody/systems/ensembles/machines/mean_field.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

constexpr std::int64_t steps_given_v = 20;

DeepBoltzmann at_beta(const DeepBoltzmann& machine, double beta) {
    DeepBoltzmann scaled = machine;
    for (Layer& layer : scaled.layers) layer.theta = beta * layer.theta;
    for (at::Tensor& weight : scaled.weights) weight = beta * weight;
    return scaled;
}

/// All layers given the visible one: even ones drawn from the mean field, the odd ones unknown yet.
LayerStates start_of(const DeepBoltzmann& machine, const at::Tensor& visible, const ChainRandom& random) {
    LayerStates given(machine.layers.size());
    given[0] = visible.to(at::kDouble);
    const MeanField q = mean_field(machine, given, {.max_turns = 50, .enough = 1e-6});
    LayerStates start = given;
    std::int64_t before = 0;
    for (std::size_t l = 2; l < machine.layers.size(); l += 2) {
        const Layer& layer = machine.layers[l];
        const at::Tensor uniform = uniform_numbers(random.of(0, hidden_side), visible.size(0), before + layer.size())
                                       .narrow(1, before, layer.size());
        start[l] = layer.unit->sample(layer, q.field[l], uniform);
        before += layer.size();
    }
    return start;
}

class DeepBoltzmannChains : public MachineChains {
  public:
    DeepBoltzmannChains(DeepBoltzmann machine, const MachineStart& start)
        : machine_(std::move(machine)),
          chains_(machine_, start_of(machine_, start.visible, {seed_for(start.seed, "upper layers"), 0}),
                  {.seed = start.seed}, held(start)) {}
    void run(std::int64_t steps) override { chains_.run(steps); }
    at::Tensor visible() const override { return chains_.states()[0]; }
    at::Tensor mean_visible() const override {
        const LayerStates states = chains_.states();
        if (!states[1].defined()) return states[0];
        return machine_.layers[0].unit->mean(machine_.layers[0], field_of(machine_, states, 0));
    }

  private:
    HeldUnits held(const MachineStart& start) const {
        HeldUnits held(machine_.layers.size());
        held[0] = start.held;
        return start.held.defined() ? held : HeldUnits{};
    }
    DeepBoltzmann machine_;
    LayerChains chains_;
};

class DeepBeliefChains : public MachineChains {
  public:
    DeepBeliefChains(const DeepBelief& network, const MachineStart& start)
        : network_(network),
          seed_(start.seed),
          chains_(network.machines.back(), states_below_top(network, start.visible.to(at::kDouble), start.seed),
                  {.seed = start.seed}) {}
    void run(std::int64_t steps) override { chains_.run(steps); }
    at::Tensor visible() const override {
        return sample_downwards(network_, chains_.visible(), seed_for(seed_, "down"), chains_.step());
    }
    at::Tensor mean_visible() const override {
        // Down to the first hidden layer by draws, then the mean.
        DeepBelief upper{{network_.machines.begin() + 1, network_.machines.end()}};
        const at::Tensor h = sample_downwards(upper, chains_.visible(), seed_for(seed_, "down"), chains_.step());
        const Rbm& lowest = network_.machines.front();
        return lowest.visible.unit->mean(lowest.visible, field_of_visible(lowest, h));
    }

  private:
    DeepBelief network_;
    Seed seed_;
    Chains chains_;
};

}  // namespace

std::unique_ptr<Machine> DeepBoltzmannMachine::with(const std::vector<at::Tensor>& weights) const {
    DeepBoltzmann other = machine_;
    other.weights = weights;
    return std::make_unique<DeepBoltzmannMachine>(std::move(other));
}

std::vector<at::Tensor> DeepBoltzmannMachine::hidden(const at::Tensor& visible, const ChainRandom& random) const {
    HeldUnits held(machine_.layers.size());
    held[0] = at::ones({visible.size(1)}, at::kBool);
    LayerChains chains(machine_, start_of(machine_, visible, random),
                       {.seed = random.seed, .first_chain = random.first_chain}, held);
    chains.run(steps_given_v);
    const LayerStates states = chains.states();
    return {states.begin() + 1, states.end()};
}

std::unique_ptr<MachineChains> DeepBoltzmannMachine::chains(const MachineStart& start) const {
    return std::make_unique<DeepBoltzmannChains>(start.beta == 1 ? machine_ : at_beta(machine_, start.beta), start);
}

std::vector<Layer> DeepBeliefMachine::layers() const {
    std::vector<Layer> layers{network_.machines.front().visible};
    for (const Rbm& machine : network_.machines) layers.push_back(machine.hidden);
    return layers;
}

std::vector<at::Tensor> DeepBeliefMachine::weights() const {
    std::vector<at::Tensor> weights;
    for (const Rbm& machine : network_.machines) weights.push_back(machine.weight);
    return weights;
}

std::unique_ptr<Machine> DeepBeliefMachine::with(const std::vector<at::Tensor>& weights) const {
    DeepBelief other = network_;
    for (std::size_t l = 0; l < weights.size(); ++l) other.machines[l].weight = weights[l];
    return std::make_unique<DeepBeliefMachine>(std::move(other));
}

std::vector<at::Tensor> DeepBeliefMachine::hidden(const at::Tensor& visible, const ChainRandom& random) const {
    std::vector<at::Tensor> states;
    at::Tensor below = visible;
    for (std::size_t l = 0; l < network_.machines.size(); ++l)
        states.push_back(below = sample_hidden(network_.machines[l], below, random.of(l, hidden_side)));
    return states;
}

std::unique_ptr<MachineChains> DeepBeliefMachine::chains(const MachineStart& start) const {
    if (start.held.defined() || start.beta != 1)
        throw Error(ErrorKind::usage,
                    "a deep belief network is sampled from its top machine down: it has no held units and no other "
                    "temperature; use a dbm");
    return std::make_unique<DeepBeliefChains>(network_, start);
}

}  // namespace blackbody

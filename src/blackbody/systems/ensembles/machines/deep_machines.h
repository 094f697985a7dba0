#pragma once
/// Deep Boltzmann machines and deep belief networks behind the common face.
#include "blackbody/systems/ensembles/machines/deep_belief.h"
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"
#include "blackbody/systems/ensembles/machines/machine.h"

namespace blackbody {

/// Hidden states: drawn from the mean field given v, then some Gibbs steps with v held, which make the layers agree.
class DeepBoltzmannMachine : public Machine {
  public:
    explicit DeepBoltzmannMachine(DeepBoltzmann machine) : machine_(std::move(machine)) {}
    const DeepBoltzmann& deep() const { return machine_; }

    std::string kind() const override { return "dbm"; }
    std::vector<Layer> layers() const override { return machine_.layers; }
    std::vector<at::Tensor> weights() const override { return machine_.weights; }
    std::unique_ptr<Machine> with(const std::vector<at::Tensor>& weights) const override;
    std::vector<at::Tensor> hidden(const at::Tensor& visible, const ChainRandom& random) const override;
    std::string hidden_is() const override { return "drawn from the mean field, then 20 Gibbs steps given v"; }
    std::unique_ptr<MachineChains> chains(const MachineStart& start) const override;

  private:
    DeepBoltzmann machine_;
};

/// Hidden states: drawn upwards, layer by layer, from q of the variational bound. Chains run in the top machine; what
/// is visible is drawn downwards from them. Throws Error(usage) for held units and for other temperatures: the network
/// has no one energy that beta could multiply.
class DeepBeliefMachine : public Machine {
  public:
    explicit DeepBeliefMachine(DeepBelief network) : network_(std::move(network)) {}
    const DeepBelief& network() const { return network_; }

    std::string kind() const override { return "dbn"; }
    std::vector<Layer> layers() const override;
    std::vector<at::Tensor> weights() const override;
    std::unique_ptr<Machine> with(const std::vector<at::Tensor>& weights) const override;
    std::vector<at::Tensor> hidden(const at::Tensor& visible, const ChainRandom& random) const override;
    std::string hidden_is() const override { return "drawn upwards from q(h | v)"; }
    std::unique_ptr<MachineChains> chains(const MachineStart& start) const override;

  private:
    DeepBelief network_;
};

}  // namespace blackbody

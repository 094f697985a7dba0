#pragma once
/// The restricted Boltzmann machine behind the common face.
#include "blackbody/systems/ensembles/machines/machine.h"
#include "blackbody/systems/ensembles/machines/rbm.h"

namespace blackbody {

class RbmMachine : public Machine {
  public:
    explicit RbmMachine(Rbm rbm) : rbm_(std::move(rbm)) {}
    const Rbm& rbm() const { return rbm_; }

    std::string kind() const override { return "rbm"; }
    std::vector<Layer> layers() const override { return {rbm_.visible, rbm_.hidden}; }
    std::vector<at::Tensor> weights() const override { return {rbm_.weight}; }
    std::unique_ptr<Machine> with(const std::vector<at::Tensor>& weights) const override;
    std::vector<at::Tensor> hidden(const at::Tensor& visible, const ChainRandom& random) const override;
    std::string hidden_is() const override { return "drawn from p(h | v)"; }
    std::unique_ptr<MachineChains> chains(const MachineStart& start) const override;

  private:
    Rbm rbm_;
};

}  // namespace blackbody

#include "blackbody/systems/ensembles/machines/rbm_machine.h"

#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/systems/ensembles/chains/layer_chains.h"

namespace blackbody {
namespace {

/// <v | h> for h drawn given these visible states.
at::Tensor mean_visible(const Rbm& rbm, const at::Tensor& visible, Seed seed, std::uint64_t step) {
    const ChainRandom random{seed_for(seed, "mean"), 0};
    const at::Tensor h = sample_hidden(rbm, visible, random.of(step, hidden_side));
    return rbm.visible.unit->mean(rbm.visible, field_of_visible(rbm, h));
}

class FreeChains : public MachineChains {
  public:
    FreeChains(Rbm rbm, const MachineStart& start)
        : rbm_(std::move(rbm)), seed_(start.seed), chains_(rbm_, start.visible, {.seed = start.seed}) {}
    void run(std::int64_t steps) override { chains_.run(steps); }
    at::Tensor visible() const override { return chains_.visible(); }
    at::Tensor mean_visible() const override {
        return blackbody::mean_visible(rbm_, chains_.visible(), seed_, chains_.step());
    }

  private:
    Rbm rbm_;
    Seed seed_;
    Chains chains_;
};

/// Some visible units stand still: the chains of a deep machine with one hidden layer.
class HeldChains : public MachineChains {
  public:
    HeldChains(Rbm rbm, const MachineStart& start)
        : rbm_(std::move(rbm)),
          seed_(start.seed),
          chains_(deep(rbm_), {start.visible.to(at::kDouble), at::Tensor()}, {.seed = start.seed},
                  {start.held, at::Tensor()}) {}
    void run(std::int64_t steps) override { chains_.run(steps); }
    at::Tensor visible() const override { return chains_.states()[0]; }
    at::Tensor mean_visible() const override { return blackbody::mean_visible(rbm_, visible(), seed_, chains_.step()); }

  private:
    Rbm rbm_;
    Seed seed_;
    LayerChains chains_;
};

}  // namespace

std::unique_ptr<Machine> RbmMachine::with(const std::vector<at::Tensor>& weights) const {
    Rbm other = rbm_;
    other.weight = weights.at(0);
    return std::make_unique<RbmMachine>(std::move(other));
}

std::vector<at::Tensor> RbmMachine::hidden(const at::Tensor& visible, const ChainRandom& random) const {
    return {sample_hidden(rbm_, visible, random.of(0, hidden_side))};
}

std::unique_ptr<MachineChains> RbmMachine::chains(const MachineStart& start) const {
    const Rbm machine = start.beta == 1 ? rbm_ : at_beta(rbm_, start.beta);
    if (start.held.defined()) return std::make_unique<HeldChains>(machine, start);
    return std::make_unique<FreeChains>(machine, start);
}

}  // namespace blackbody

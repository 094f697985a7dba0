#pragma once
/// A restricted Boltzmann machine in equilibrium: its chains, its energies given v, its sums and its annealing, as
/// instruments/thermal asks for them.
#include "blackbody/base/equilibrium.h"
#include "blackbody/systems/ensembles/machines/rbm.h"

namespace blackbody {

class RbmEquilibrium : public Equilibrium {
  public:
    explicit RbmEquilibrium(Rbm rbm) : rbm_(std::move(rbm)) {}

    std::unique_ptr<EquilibriumChains> chains(const at::Tensor& start, double beta, Seed seed) const override;
    /// Given v the hidden units are independent: they are averaged exactly.
    ChainEnergy energy(const at::Tensor& states, double beta) const override;
    at::Tensor uncoupled(std::int64_t chains, Seed seed) const override;
    at::Tensor disordered(std::int64_t chains, Seed seed) const override;
    bool has_infinite_temperature() const override;
    /// U by algebra, Var E from 20,000 free states.
    Anchor infinite_temperature() const override;
    /// By enumeration of the smaller layer.
    std::vector<ThermoPoint> exact(const std::vector<double>& betas) const override;

    std::vector<std::string> layers() const override { return {"visible", "hidden"}; }
    at::Tensor spins(std::size_t layer, const at::Tensor& states, double beta, Seed seed) const override;
    at::Tensor mean_spins(std::size_t layer, const at::Tensor& states) const override;
    at::Tensor coupling() const override { return rbm_.weight; }

    LogZMethod method(LogZMethod asked) const override;
    LogZ log_z(const LogZOptions& options) const override;
    LogPartition anneal(const AnnealingPlan& plan) const override;
    Estimate mean_log_weight(const at::Tensor& states, const at::Tensor& weights) const override;
    std::unique_ptr<Equilibrium> independent(const at::Tensor& states) const override;
    /// TAP (machines/tap.h), for units of two values.
    std::optional<MeanFieldLogZ> mean_field(const at::Tensor& starts) const override;

  private:
    Rbm rbm_;
};

}  // namespace blackbody

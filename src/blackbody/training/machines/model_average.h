#pragma once
/// Where the model's average comes from. It remembers its chains between updates and hands them out as named arrays, so
/// that a checkpoint holds them whatever the method.
#include <cstdint>
#include <memory>

#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/training/core/arrays.h"

namespace blackbody {

class ModelAverage {
  public:
    virtual ~ModelAverage() = default;
    /// Under the machine as it is now; batch: the data of this update [B, V]; update: how many came before.
    virtual Chains::Moments moments(const Rbm& machine, const at::Tensor& batch, std::int64_t update) = 0;
    virtual Arrays state() const = 0;
    virtual void restore(const Arrays& state) = 0;
};

/// Gibbs chains: `start` [chains, V] is where persistent ones begin; undefined: at every batch anew.
struct GibbsOptions {
    at::Tensor start;
    std::int64_t steps = 1;
    Seed seed = 0;
};
std::unique_ptr<ModelAverage> gibbs_average(const GibbsOptions& options);

}  // namespace blackbody

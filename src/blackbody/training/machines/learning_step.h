#pragma once
/// The two seams of learning: how a gradient moves the parameters, and where the model's average comes from.
///
/// Both remember something between updates (a velocity, chains) and hand it out as named arrays, so that a checkpoint
/// holds it whatever the method. A rule may wrap another: a schedule that changes the rate, a target of sparsity that
/// adds to the gradient, and then the rule that moves.
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "blackbody/systems/ensembles/chains/chains.h"

namespace blackbody {

/// Of the mean log-probability; also the parameters themselves, and a velocity: one number a parameter.
struct Gradient {
    at::Tensor weight;           ///< [V, M]
    at::Tensor visible, hidden;  ///< of θ, [P, V], [P, M]
};

/// What a method remembers, by name.
using Arrays = std::map<std::string, at::Tensor>;

/// A copy. Throws Error(data) where it is not there or its shape is another.
at::Tensor array_of(const Arrays& arrays, const std::string& name, at::IntArrayRef shape);

/// "name.weight", "name.visible", "name.hidden"; and back, in the shapes of `like`.
void put(Arrays& arrays, const std::string& name, const Gradient& numbers);
Gradient gradient_of(const Arrays& arrays, const std::string& name, const Gradient& like);

/// One update's worth of knowledge.
struct LearningStep {
    Gradient gradient;
    at::Tensor activity;      ///< ⟨T(h)⟩ given the batch of data [P, M]
    std::int64_t update = 0;  ///< how many came before
    double rate = 0;
};

class UpdateRule {
  public:
    virtual ~UpdateRule() = default;
    /// In place. Parameters and gradient have one type, double or float.
    virtual void move(Gradient& parameters, const LearningStep& step) = 0;
    virtual Arrays state() const = 0;
    virtual void restore(const Arrays& state, const Gradient& parameters) = 0;
};

/// velocity = momentum · velocity + rate · gradient; parameters += velocity.
std::unique_ptr<UpdateRule> momentum_rule(double momentum);

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

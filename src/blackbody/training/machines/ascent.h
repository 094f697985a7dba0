#pragma once
/// How an update moves a machine's parameters: decay and sparsity change the gradient, an optimizer moves along it at
/// the rate of the time, and what must not grow is scaled back.
#include <memory>
#include <optional>

#include "blackbody/training/core/optimizer.h"
#include "blackbody/training/options/machine_options.h"

namespace blackbody {

struct AscentOptions {
    std::string optimizer = "sgd";    ///< sgd, adam
    double momentum = 0;              ///< of sgd
    double l1 = 0, weight_decay = 0;  ///< of weights
    RatePlan rate{.schedule = "constant"};
    std::int64_t updates = 1;  ///< that the rate's plan runs over
    /// Hidden units are drawn towards this mean activity: the gradient of -strength/2 Σ_j (<h_j> - target)² in the
    /// hidden biases (H. Lee, C. Ekanadham, A. Ng, NIPS 2007), with <h_j> the batch's.
    std::optional<double> sparsity{};
    double sparsity_strength = 1;
    /// After every update the weights of a hidden unit are scaled back to a length of at most this (N. Srebro, A.
    /// Shraibman 2005; used so by Hinton's "practical guide" for weights that would run away).
    std::optional<double> max_norm{};
};

/// Plain momentum at a constant rate.
AscentOptions ascent_of(const ContrastiveOptions& options);

/// Weights [V, M] and θ [P, M] of the hidden layer above them.
struct Coupling {
    at::Tensor weight, hidden;
};

class Ascent {
  public:
    /// Moves `parameters` in place; `couplings` are among them. Both stay the learner's.
    Ascent(const std::vector<Parameter>& parameters, std::vector<Coupling> couplings, const AscentOptions& options);
    /// Along the gradients that the parameters hold, which are then cleared. activity: <T(h)> given the batch, of each
    /// coupling's hidden layer [P, M]; update: how many came before.
    void move(const std::vector<at::Tensor>& activity, std::int64_t update);
    Arrays state() const { return optimizer_->state(); }
    void restore(const Arrays& state) { optimizer_->restore(state); }

  private:
    std::unique_ptr<Optimizer> optimizer_;
    std::vector<Coupling> couplings_;
    AscentOptions options_;
};

/// Lets the parameter hold its gradient, for an optimizer to move along it.
void hold_gradient(const at::Tensor& parameter, const at::Tensor& gradient);

}  // namespace blackbody

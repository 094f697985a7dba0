#pragma once
/// How a gradient moves the parameters: LibTorch's own optimisers, with their memory as named arrays.
///
///   sgd     v = μ v + g + λ w,   w -= rate (g + λ w + μ v)   (Nesterov; with μ = 0: w -= rate (g + λ w))
///   adamw   Loshchilov and Hutter 2019
///
/// λ acts on weights alone, not on biases, scales and thresholds.
#include <memory>
#include <string>
#include <vector>

#include "blackbody/systems/layered/layer.h"
#include "blackbody/training/machines/learning_step.h"
#include "blackbody/training/options/network_options.h"

namespace blackbody {

class Optimiser {
  public:
    virtual ~Optimiser() = default;
    /// With the gradients that the parameters hold, which are then cleared.
    virtual void move(double rate) = 0;
    virtual Arrays state() const = 0;
    /// Throws Error(data) where the state is of other parameters.
    virtual void restore(const Arrays& state) = 0;
};

/// Of settled options.
std::unique_ptr<Optimiser> make_optimiser(const std::vector<Parameter>& parameters, const OptimizerOptions& options);

}  // namespace blackbody

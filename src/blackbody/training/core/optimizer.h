#pragma once
/// How gradients move parameters, with what is remembered in between as named arrays ("velocity.conv1.weight").
///
/// Down the gradient of a cost, LibTorch's own:
///   sgd     v = μ v + g + λ w,   w -= rate (g + λ w + μ v)   (Nesterov; with μ = 0: w -= rate (g + λ w))
///   adamw   Loshchilov and Hutter 2019
/// λ acts on weights alone, not on biases, scales and thresholds.
///
/// Up the gradient of a log-probability, without decay:
///   sgd     v = μ v + rate g,    w += v                      (Hinton, "A practical guide to training RBMs", 2010)
///   adam    steps of the size of the rate along mean / √(mean square) of past gradients (D. Kingma, J. Ba, ICLR 2015)
#include <memory>
#include <string>
#include <vector>

#include "blackbody/tensor/parameter.h"
#include "blackbody/training/core/arrays.h"
#include "blackbody/training/options/network_options.h"

namespace blackbody {

class Optimizer {
  public:
    virtual ~Optimizer() = default;
    /// In place, with the gradients that the parameters hold, which are then cleared.
    virtual void move(double rate) = 0;
    virtual Arrays state() const = 0;
    /// Throws Error(data) where the state is of other parameters.
    virtual void restore(const Arrays& state) = 0;
};

/// Of settled options. It holds the parameters that are learned: what replaces one of them is not moved.
std::unique_ptr<Optimizer> descent(const std::vector<Parameter>& parameters, const OptimizerOptions& options);

/// `name`: sgd or adam; momentum: of sgd. Parameters are matrices, double or float.
std::unique_ptr<Optimizer> ascent(const std::vector<Parameter>& parameters, const std::string& name, double momentum);

}  // namespace blackbody

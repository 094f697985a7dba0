#pragma once
/// Rules that move parameters, beside plain momentum (learning_step.h); those with `inner` change a step or its
/// outcome and leave the moving to another rule, so that they can be stacked.
#include "blackbody/training/machines/learning_step.h"

namespace blackbody {

/// Adam (D. Kingma, J. Ba, ICLR 2015): steps of the size of the rate along mean / √(mean square) of past gradients.
struct AdamOptions {
    double mean_memory = .9, square_memory = .999, least = 1e-8;
};
std::unique_ptr<UpdateRule> adam_rule(const AdamOptions& options = {});

/// The rate falls linearly to `last` of itself at update `updates`. Late in learning the parameters' noise is what
/// costs likelihood, so a rate that ends near 0 is worth nats.
std::unique_ptr<UpdateRule> falling_rate(std::int64_t updates, double last, std::unique_ptr<UpdateRule> inner);

/// Hidden units are drawn towards a mean activity `target`: the gradient of -strength/2 Σ_j (<h_j> - target)² in the
/// hidden biases (H. Lee, C. Ekanadham, A. Ng, NIPS 2007), with <h_j> the batch's.
std::unique_ptr<UpdateRule> sparse_rule(double target, double strength, std::unique_ptr<UpdateRule> inner);

/// After every update the weights of a hidden unit are scaled back to a length of at most `most` (N. Srebro, A.
/// Shraibman 2005; used so by Hinton's "practical guide" for weights that would run away).
std::unique_ptr<UpdateRule> limited_norm(double most, std::unique_ptr<UpdateRule> inner);

}  // namespace blackbody

#pragma once
/// What a network is asked to make small: one record a cost, with its meaning as an entropy.
///
/// Shapes: scores real [N, K·m] (m microstates a class, 1 but for free-energy) or planes of amplitudes [N, 2K];
/// labels int64 [N]. The result is the mean over samples, in nats where it is an entropy.
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "blackbody/systems/layered/layer.h"

namespace blackbody {

struct CostCall {
    at::Tensor scores, labels;
    std::int64_t classes = 0;
    Field field = Field::real;  ///< of the scores
    double smoothing = 0;       ///< this share of each label is spread over all classes
};

struct Cost {
    std::string name;
    std::string formula;
    std::string entropy;  ///< what it is the entropy of
    std::string reference;
    at::Tensor (*log_probabilities)(const CostCall&) = nullptr;  ///< [N, K], and what the network says: their argmax
    at::Tensor (*loss)(const CostCall&) = nullptr;
};

std::vector<const Cost*> costs();
const Cost& find_cost(const std::string& name);  ///< throws Error(usage) with the known ones

/// -Σ_c t_c ln p_c, mean over samples, with t the smoothed label.
at::Tensor cross_entropy(const at::Tensor& log_probabilities, const CostCall& call);

}  // namespace blackbody

#pragma once
/// Learning a deep Boltzmann machine: mean field for the data's average, persistent chains for the model's.
///
///   ∂⟨bound on ln p(v)⟩/∂W_l = ⟨<s_l><s_{l+1}>⟩_data - ⟨s_l s_{l+1}⟩_model      (Salakhutdinov and Hinton 2009)
///
/// The data's side is the gradient of the mean field's own bound; where hidden layers do not couple (labels given) it
/// is that of the likelihood. Centred (Montavon and Müller 2012): the gradient of a machine in coordinates s_l - μ_l,
/// μ_l half of data's and half of model's mean, carried back; it makes joint learning work without a layerwise start.
#include <optional>

#include "blackbody/systems/ensembles/machines/mean_field.h"
#include "blackbody/training/machines/machine_learner.h"

namespace blackbody {

/// Of the mean bound; also the parameters themselves: one number a parameter.
struct DeepGradient {
    std::vector<at::Tensor> weights;  ///< [U_l, U_{l+1}]
    std::vector<at::Tensor> theta;    ///< [P, U_l]
};

DeepGradient gradient_of(const LayerMoments& data, const LayerMoments& model);
DeepGradient centred(const DeepBoltzmann& machine, const LayerMoments& data, const LayerMoments& model);

struct DeepTrainingData {
    LayerStates given;  ///< layer 0, and the top one where it is a layer of labels, [N, U_l]
};

struct DeepTrainingOptions {
    ContrastiveOptions contrastive{.steps = 5};  ///< always persistent
    MeanFieldOptions mean_field{.max_turns = 30, .enough = 1e-3};
    std::optional<AscentOptions> ascent{};  ///< not given: ascent_of(contrastive)
};

/// Throws Error(data) where samples are no states of the machine, are none, or are all the same.
std::unique_ptr<MachineLearner> deep_learner(DeepBoltzmann start, DeepTrainingData data,
                                             const DeepTrainingOptions& options);

/// Where deep learning starts from RBMs learned layer by layer (Salakhutdinov and Hinton 2009). A layer between two
/// others gets its field from both, so on its own it must learn with the one that is there counted twice: the first
/// machine sees its visible layer twice ([2 U_0, U_1], of `doubled` data), the last has its hidden layer twice
/// ([U_{L-1}, 2 U_L]), those between are learned as they are and halved. Equal halves are averaged, and so are the two
/// sets of biases that a layer has. Fewer machines than `depth` make the lower layers.
at::Tensor doubled(const at::Tensor& states);  ///< [N, 2 U]
DeepBoltzmann composed(const std::vector<Rbm>& machines, std::int64_t depth);

}  // namespace blackbody

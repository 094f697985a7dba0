#pragma once
/// What is learned one after another for each kind of machine.
///
///   rbm                one stage
///   rbm with labels    one stage: inputs and labels are given, the hidden layer is averaged exactly
///   dbn                one RBM on the hidden states of the other, drawn anew every epoch
///   dbm                optionally a layerwise start with doubled layers (deep_training.h), then all layers together
#include "blackbody/systems/ensembles/machines/deep_belief.h"
#include "blackbody/training/machines/machine_trainer.h"
#include "blackbody/training/options/machine_options.h"

namespace blackbody {

struct PlanData {
    at::Tensor states;           ///< of visible units [N, V], as stored (bytes or floats)
    at::Tensor weights;          ///< double [N] or undefined
    at::Tensor labels;           ///< int64 [N] or undefined
    at::Tensor held_out;         ///< [K, V] or undefined
    at::Tensor held_out_labels;  ///< int64 [K] or undefined
};

/// Options are settled for the data and checked.
std::unique_ptr<TrainingPlan> rbm_plan(PlanData data,
                                       MachineTrainingOptions options);  ///< with labels where there are classes
std::unique_ptr<TrainingPlan> belief_plan(PlanData data, MachineTrainingOptions options);
std::unique_ptr<TrainingPlan> deep_plan(PlanData data, MachineTrainingOptions options);

/// The layer whose independent units have the data's means (smoothed by one sample of each state; Gaussian, ReLU and
/// dReLU units also have its mean square).
Layer fitted_layer(const Unit& unit, const at::Tensor& states, std::int64_t colours = 1);

/// States of mean 0 and variance 1 a unit, float; units that do not vary keep their scale.
struct Standard {
    at::Tensor values, mean, scale;  ///< values = (states - mean) / scale
};
Standard standardised(const at::Tensor& states);

/// A machine of real-valued visible units that saw (v - mean) / scale, as the same machine of v.
DeepBoltzmann in_data_units(DeepBoltzmann machine, const at::Tensor& mean, const at::Tensor& scale);

/// The learned machines of a dbn's stages; and of a dbm's: the last, or before it exists what the layers so far make.
DeepBelief belief_of(const std::vector<DeepBoltzmann>& learned);
DeepBoltzmann deep_of(const std::vector<DeepBoltzmann>& learned, std::int64_t depth);

/// h given visible states [N, V] of any type, as bytes where hidden units are 0 or 1.
at::Tensor hidden_states(const Rbm& rbm, const at::Tensor& visible, Seed seed, std::uint64_t draw);

}  // namespace blackbody

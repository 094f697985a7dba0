#pragma once
/// A machine of any depth that learns.
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"
#include "blackbody/training/machines/contrastive.h"

namespace blackbody {

class MachineLearner : public Learner {
  public:
    virtual DeepBoltzmann machine() const = 0;  ///< a copy; one hidden layer: an RBM
};

std::unique_ptr<MachineLearner> rbm_learner(Rbm start, TrainingData data, const ContrastiveOptions& options,
                                            TrainingMethods methods = {});

}  // namespace blackbody

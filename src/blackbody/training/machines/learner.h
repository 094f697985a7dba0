#pragma once
/// What learns, as the trainer sees it: a machine of any depth that updates itself and can be put away and taken up
/// again. Training on from a restored state gives the same bytes as never having stopped.
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"
#include "blackbody/training/machines/contrastive.h"

namespace blackbody {

class Learner {
  public:
    virtual ~Learner() = default;
    /// Throws Error(data) where a free energy is not finite; machine() is then the last good one.
    virtual void update() = 0;
    virtual DeepBoltzmann machine() const = 0;  ///< one hidden layer: an RBM
    virtual std::int64_t updates() const = 0;
    virtual std::int64_t updates_per_epoch() const = 0;
    virtual Arrays state() const = 0;
    /// Throws Error(data) where the state is of another machine or of other methods.
    virtual void restore(const Arrays& state) = 0;
};

std::unique_ptr<Learner> rbm_learner(Rbm start, TrainingData data, const ContrastiveOptions& options,
                                     TrainingMethods methods = {});

/// "prefix.name" for every array; and those of a prefix, without it.
void put_all(Arrays& arrays, const std::string& prefix, const Arrays& part);
Arrays part_of(const Arrays& arrays, const std::string& prefix);

}  // namespace blackbody

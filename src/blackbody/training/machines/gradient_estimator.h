#pragma once
/// What ContrastiveTraining stands on: parameters, samples and chains, in one of two implementations. The reference
/// takes any machine, in double precision; the bit-packed one takes machines of Bernoulli units, in single precision,
/// and has Gibbs chains of its own.
#include <memory>

#include "blackbody/training/machines/contrastive.h"

namespace blackbody {

class GradientEstimator {
  public:
    virtual ~GradientEstimator() = default;
    /// From the samples `which` (int64 [B]) of the data; without decay.
    virtual GradientStep step(const at::Tensor& which, std::int64_t update) = 0;
    /// The chains' memory, as ModelAverage has it.
    virtual Arrays state() const = 0;
    virtual void restore(const Arrays& state) = 0;
    Gradient parameters;  ///< written in place by who moves them
};

std::unique_ptr<GradientEstimator> reference_estimator(const Rbm& start, const TrainingData& data,
                                                       const ContrastiveOptions& options,
                                                       std::unique_ptr<ModelAverage> model);
/// `start` has Bernoulli units in both layers.
std::unique_ptr<GradientEstimator> bit_packed_estimator(const Rbm& start, const TrainingData& data,
                                                        const ContrastiveOptions& options);

/// Visible states where persistent chains begin: the first samples, again and again.
at::Tensor first_chains(const at::Tensor& states, std::int64_t chains);

}  // namespace blackbody

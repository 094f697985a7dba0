#pragma once
/// Learning a Boltzmann machine from data: stochastic ascent of the mean log-probability.
///
///   ∂⟨ln p(v)⟩/∂W = ⟨v h⟩_data - ⟨v h⟩_model,   the same for θ with its statistics T
///
/// The model's average is taken over chains: started at the data and run k steps (CD-k, Hinton 2002), persistent
/// (PCD-k, Tieleman 2008), or from elsewhere (ModelAverage). The centred gradient (Melchior, Fischer, Wiskott 2016) is
/// that of the machine in coordinates v - μ, h - λ, carried back: the bias gradients lose W λ and μ W, so that learning
/// does not depend on which state is called 0. Units: one update is one batch; learning rates multiply the gradient of
/// the mean log-probability in nats. Machines of Bernoulli units learn
/// bit-packed, in single precision, all others in double precision.
#include <cstdint>
#include <memory>

#include "blackbody/training/core/learner.h"
#include "blackbody/training/machines/ascent.h"
#include "blackbody/training/machines/gradient.h"
#include "blackbody/training/machines/model_average.h"
#include "blackbody/training/options/machine_options.h"

namespace blackbody {

/// Data's moments less the model's.
Gradient gradient_of(const Chains::Moments& data, const Chains::Moments& model);

/// The centred gradient. μ and λ are the means of data and model halves, ½ (data + model).
Gradient centred(const Rbm& rbm, const Chains::Moments& data, const Chains::Moments& model);

/// Samples to learn from.
struct TrainingData {
    at::Tensor states;        ///< of visible units [N, V]
    at::Tensor weights = {};  ///< double [N], positive; undefined where all samples weigh alike
};

/// All that decides what comes next, beside data, options and methods: training on from here gives the same bytes as
/// never having stopped.
struct TrainingState {
    Rbm machine, good;  ///< as it is; as it was at the last check that found all finite
    std::int64_t updates = 0;
    Arrays optimizer, model;  ///< what the Ascent and the ModelAverage remember
};

/// What may be put in place of momentum and Gibbs chains.
struct TrainingMethods {
    std::optional<AscentOptions> ascent{};          ///< not given: ascent_of(options)
    std::unique_ptr<ModelAverage> model = nullptr;  ///< null: CD or PCD, as options say
};

class GradientEstimator;

/// One machine that learns: what it knows, where its chains are, how far it got.
class ContrastiveTraining {
  public:
    /// Throws Error(data) where samples are no states of the machine's visible units, are none, or are all the same.
    ContrastiveTraining(Rbm start, TrainingData data, const ContrastiveOptions& options, TrainingMethods methods = {});
    ~ContrastiveTraining();
    ContrastiveTraining(ContrastiveTraining&&) noexcept;
    /// One update from the next batch of the epoch's seeded order. Every 64 updates it is checked: throws Error(data)
    /// where a free energy is not finite; machine() is then again the one of the last good check.
    void update();
    Rbm machine() const;
    std::int64_t updates() const { return updates_; }
    std::int64_t updates_per_epoch() const;

    TrainingState state() const;
    /// Throws Error(data) where the state is of another machine or of other methods.
    void restore(const TrainingState& state);

  private:
    void check_finite(const at::Tensor& batch);
    Rbm machine_of(const Gradient& parameters) const;

    Rbm like_;  ///< kinds of units
    TrainingData data_;
    ContrastiveOptions options_;
    BatchOrder order_;
    std::unique_ptr<GradientEstimator> estimator_;
    std::unique_ptr<Ascent> ascent_;
    Gradient good_;
    std::int64_t updates_ = 0;
};

/// W normal with this spread, hidden biases 0, visible biases the log-odds of the data's means (add-one smoothed):
/// where learning starts (Hinton, "A practical guide to training RBMs", 2010).
Rbm start_machine(const at::Tensor& data, std::int64_t hidden, double spread, Seed seed);

}  // namespace blackbody

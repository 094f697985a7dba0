#pragma once
/// Learning a Boltzmann machine from data: stochastic ascent of the mean log-probability.
///
///   ∂⟨ln p(v)⟩/∂W = ⟨v h⟩_data - ⟨v h⟩_model,   the same for θ with its statistics T
///
/// The model's average is taken over chains: started at the data and run k steps (CD-k, Hinton 2002), persistent
/// (PCD-k, Tieleman 2008). The centred gradient (Melchior, Fischer, Wiskott 2016) is that of the machine in coordinates
/// v - μ, h - λ, carried back: the bias gradients lose W λ and μ W, so that learning does not depend on which state is
/// called 0. Units: one update is one batch; learning rates multiply the gradient of the mean log-probability in nats.
#include <cstdint>
#include <string>

#include "blackbody/systems/ensembles/chains.h"

namespace blackbody {

struct Gradient {
    at::Tensor weight;           ///< [V, M]
    at::Tensor visible, hidden;  ///< of θ, [P, V], [P, M]
};

/// Data's moments less the model's.
Gradient gradient_of(const Chains::Moments& data, const Chains::Moments& model);

/// The centred gradient. μ and λ are the means of data and model halves, ½ (data + model).
Gradient centred(const Rbm& rbm, const Chains::Moments& data, const Chains::Moments& model);

struct ContrastiveOptions {
    std::int64_t batch = 100, chains = 100, steps = 1;
    bool persistent = true, is_centred = true;
    double rate = .01, momentum = 0;
    double l1 = 0, l2 = 0;  ///< on W
    Seed seed = 0;
};

/// One machine at school: what it knows, where its chains are, how far it got.
class ContrastiveTraining {
  public:
    /// data: visible states [N, V]. Throws Error(data) where they are no states of the machine's visible units, are
    /// none, or are all the same.
    ContrastiveTraining(Rbm start, at::Tensor data, const ContrastiveOptions& options);
    /// One update from the next batch of the epoch's seeded order. Every 64 updates it looks: throws Error(data) where
    /// a free energy is not finite; machine() is then again the one of the last good look.
    void update();
    const Rbm& machine() const { return rbm_; }
    std::int64_t updates() const { return updates_; }
    std::int64_t updates_per_epoch() const;

  private:
    at::Tensor next_batch();
    Chains::Moments model_moments(const at::Tensor& batch);
    void move(const Gradient& gradient);

    Rbm rbm_, good_;
    at::Tensor data_, order_;  ///< order_: of the samples in this epoch
    ContrastiveOptions options_;
    std::unique_ptr<Chains> chains_;
    Gradient velocity_;
    std::int64_t updates_ = 0;
};

/// W normal with this spread, hidden biases 0, visible biases the log-odds of the data's means (add-one smoothed):
/// where learning starts (Hinton, "A practical guide to training RBMs", 2010).
Rbm start_machine(const at::Tensor& data, std::int64_t hidden, double spread, Seed seed);

}  // namespace blackbody

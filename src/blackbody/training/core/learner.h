#pragma once
/// What learns, as the trainer sees it: it updates itself, and can be put away and taken up again. Training on from a
/// restored state gives the same bytes as never having stopped.
#include <cstdint>

#include "blackbody/training/core/arrays.h"
#include "blackbody/util/rng.h"

namespace blackbody {

class Learner {
  public:
    virtual ~Learner() = default;
    /// From the next batch. Throws NumericalError where learning diverges; what is learned is then the last good one.
    virtual void update() = 0;
    virtual std::int64_t updates() const = 0;
    virtual std::int64_t updates_per_epoch() const = 0;
    virtual Arrays state() const = 0;
    /// Throws Error(data) where the state is of something else that learns.
    virtual void restore(const Arrays& state) = 0;
};

/// The order of the samples in an epoch, int64 [N]: a function of the seed and the epoch's number.
at::Tensor epoch_order(std::int64_t samples, std::uint64_t epoch, Seed seed);

/// Batches of an epoch's order after one another; what is left over at the end of an epoch is not learned in it.
class BatchOrder {
  public:
    BatchOrder(std::int64_t samples, std::int64_t batch, Seed seed) : samples_(samples), batch_(batch), seed_(seed) {}
    std::int64_t batches() const { return samples_ / batch_; }  ///< an epoch
    /// Samples of this update, int64 [B].
    at::Tensor of(std::int64_t update);

  private:
    std::int64_t samples_, batch_;
    Seed seed_;
    at::Tensor order_;         ///< of the samples in the epoch of the last call
    std::int64_t epoch_ = -1;  ///< of order_
};

}  // namespace blackbody

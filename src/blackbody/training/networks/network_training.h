#pragma once
/// One network that learns: batches in, parameters moved, the loss watched. Stopped and taken up again it ends in the
/// same bytes (for one number of threads and one kind of processor: kernels round differently on others).
#include <functional>
#include <memory>

#include "blackbody/systems/layered/layered_network.h"
#include "blackbody/training/core/learner.h"
#include "blackbody/training/core/optimizer.h"
#include "blackbody/training/networks/batches.h"
#include "blackbody/training/networks/cost.h"

namespace blackbody {

class NetworkTraining : public Learner {
  public:
    /// The network and the pictures must outlive it; options are settled for them and checked. Throws Error(data) where
    /// samples or labels do not fit the network.
    NetworkTraining(LayeredNetwork& network, const Pictures& pictures, const NetworkTrainingOptions& options);
    /// The parameters are those before the update where the loss is not finite.
    void update() override;
    /// Sees each batch as it went in, when the parameters hold its gradient and have not moved (ward.h).
    using Watch = std::function<void(const at::Tensor& x, const Pass& pass)>;
    void watch(Watch watch) { watch_ = std::move(watch); }
    std::int64_t updates() const override { return updates_; }
    std::int64_t updates_per_epoch() const override { return order_.batches(); }

    /// Means over the updates since the last call, on batches as they were learned.
    struct Recent {
        double loss = 0, accuracy = 0, rate = 0;
        std::int64_t updates = 0;
    };
    Recent take_recent();

    /// All that decides what comes next beside the network's own parameters, pictures and options.
    Arrays state() const override;
    void restore(const Arrays& state) override;

  private:
    LayeredNetwork& network_;
    const Pictures& pictures_;
    NetworkTrainingOptions options_;
    const Cost& cost_;
    Watch watch_;
    BatchOrder order_;
    std::unique_ptr<Optimizer> optimizer_;
    std::int64_t updates_ = 0;
    double loss_ = 0, right_ = 0, rate_ = 0;  ///< sums since take_recent
    std::int64_t recent_ = 0;
};

/// How well a network does on pictures it does not learn from now.
struct Score {
    double loss = 0, loss_error = 0;  ///< mean cost without smoothing, standard error over samples
    double accuracy = 0, accuracy_error = 0;
    std::int64_t samples = 0;
};
Score score(const LayeredNetwork& network, const Pictures& pictures, const Cost& cost);

/// Classes that the network tells apart under this cost. Throws Error(usage) where its outputs are no scores of it.
std::int64_t classes_of(const LayeredNetwork& network, std::int64_t classes, const Cost& cost);

}  // namespace blackbody

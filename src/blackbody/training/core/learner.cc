#include "blackbody/training/core/learner.h"

#include <ATen/ops/tensor.h>

namespace blackbody {

at::Tensor epoch_order(std::int64_t samples, std::uint64_t epoch, Seed seed) {
    return at::tensor(Random(seed_for(seed, "epoch"), epoch).permutation(samples), at::kLong);
}

at::Tensor BatchOrder::of(std::int64_t update) {
    if (const std::int64_t epoch = update / batches(); epoch != epoch_)
        order_ = epoch_order(samples_, static_cast<std::uint64_t>(epoch), seed_), epoch_ = epoch;
    return order_.narrow(0, update % batches() * batch_, batch_);
}

}  // namespace blackbody

#include "blackbody/training/options/network_options.h"

#include <algorithm>
#include <cmath>

namespace blackbody {

void check(const NetworkTrainingOptions& options) {
    check_fields(options);
    if (options.updates && options.rate.warm_up_updates.value_or(0) >= *options.updates)
        throw OptionError("warm_up", "expected less than the whole training");
}

NetworkTrainingOptions settled(NetworkTrainingOptions options, std::int64_t samples) {
    const std::int64_t per_epoch =
        std::max<std::int64_t>(1, samples > 0 ? samples / std::min(options.batch, samples) : 0);
    const auto updates_of = [&](double epochs) { return std::llround(epochs * static_cast<double>(per_epoch)); };
    const bool is_adam = options.optimizer.name == "adamw";
    if (!options.updates) options.updates = std::max<std::int64_t>(1, updates_of(options.epochs));
    if (!options.rate.warm_up_updates) options.rate.warm_up_updates = updates_of(options.rate.warm_up);
    if (!options.rate.lr) options.rate.lr = is_adam ? .002 : .1;
    if (!options.optimizer.weight_decay) options.optimizer.weight_decay = is_adam ? .01 : 5e-4;
    return options;
}

}  // namespace blackbody

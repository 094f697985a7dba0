#include "blackbody/tensor/mean.h"

#include <cmath>

namespace blackbody {

Estimate mean_of(const std::string& name, const at::Tensor& values, const std::string& what) {
    const auto n = static_cast<double>(values.numel());
    return {name,
            values.mean().item<double>(),
            n > 1 ? Uncertainty::of(values.std().item<double>() / std::sqrt(n)) : Uncertainty::none("one " + what),
            values.numel(),
            {}};
}

}  // namespace blackbody

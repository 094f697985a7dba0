#include "blackbody/systems/ensembles/units/spins.h"

#include <ATen/TensorOperators.h>

#include <cmath>

namespace blackbody {

at::Tensor as_spins(const Layer& layer, const at::Tensor& states) {
    const at::Tensor s = states.to(at::kDouble);
    if (layer.unit->values == std::vector<double>{0, 1}) return 2 * s - 1;
    if (layer.unit->values == std::vector<double>{-1, 1}) return s;
    if (layer.colours > 1) {
        // Σ over a unit's q columns of (q s - 1)²/(q (q - 1)) · q = q for a unit: the mean over columns is 1.
        const auto q = static_cast<double>(layer.colours);
        return (q * s - 1) / std::sqrt(q - 1);
    }
    return (s - s.mean(0)) / s.std(0).clamp_min(1e-12);
}

at::Tensor spin_means(const Layer& layer, const at::Tensor& mean) {
    if (layer.colours > 1 || layer.unit->values.size() != 2) return {};
    const double low = layer.unit->values[0], high = layer.unit->values[1];
    return ((2 * mean - (low + high)) / (high - low)).clamp(-1 + 1e-12, 1 - 1e-12);
}

}  // namespace blackbody

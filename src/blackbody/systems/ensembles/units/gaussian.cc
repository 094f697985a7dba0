#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/special_ndtri.h>
#include <ATen/ops/stack.h>

#include <cmath>
#include <numbers>

#include "blackbody/systems/ensembles/units/unit.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// θ = (bias a, stiffness γ): weight exp((a + x) s - γ s²/2).
at::Tensor statistics(const at::Tensor& s) { return at::stack({s, -s * s / 2}); }
at::Tensor log_partition(const Layer& layer, const at::Tensor& x) {
    const at::Tensor m = x + layer.theta[0], gamma = layer.theta[1];
    return m * m / (2 * gamma) + (std::log(2 * std::numbers::pi) - gamma.log()) / 2;
}
at::Tensor mean(const Layer& layer, const at::Tensor& x) { return (x + layer.theta[0]) / layer.theta[1]; }
at::Tensor mean_statistics(const Layer& layer, const at::Tensor& x) {
    const at::Tensor mu = mean(layer, x);
    return at::stack({mu, -(mu * mu + 1 / layer.theta[1]) / 2});
}
/// γ (s - μ)² is χ² with one degree of freedom, whatever the field.
at::Tensor exponent_variance(const Layer&, const at::Tensor& x) { return at::full_like(x, .5); }
at::Tensor sample(const Layer& layer, const at::Tensor& x, const at::Tensor& uniform) {
    // 24 bits in float32 round up to 1 once in 2^24 draws, where the quantile is infinite.
    return mean(layer, x) + at::special_ndtri(uniform.clamp_max(1 - 0x1p-26)) / layer.theta[1].sqrt();
}
at::Tensor allowed(const Layer&, const at::Tensor& s) { return at::isfinite(s); }

const Unit unit{.name = "gaussian",
                .states = "a real number",
                .parameters = {"bias", "stiffness"},
                .reference = "M. Welling, M. Rosen-Zvi, G. Hinton, NIPS 17 (2004)",
                .values = {},
                .statistics = statistics,
                .log_partition = log_partition,
                .mean = mean,
                .mean_statistics = mean_statistics,
                .exponent_variance = exponent_variance,
                .sample = sample,
                .allowed = allowed};
const Registered<Unit> entry{unit};

}  // namespace
}  // namespace blackbody

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/stack.h>

#include "blackbody/systems/ensembles/units/half_line.h"
#include "blackbody/systems/ensembles/units/unit.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// θ = (bias b, stiffness γ): weight exp((b + x) s - γ s²/2) on s >= 0.
at::Tensor statistics(const at::Tensor& s) { return at::stack({s, -s * s / 2}); }
at::Tensor log_partition(const Layer& layer, const at::Tensor& x) {
    return half_line::log_partition(x + layer.theta[0], layer.theta[1]);
}
at::Tensor mean(const Layer& layer, const at::Tensor& x) { return half_line::mean(x + layer.theta[0], layer.theta[1]); }
at::Tensor mean_statistics(const Layer& layer, const at::Tensor& x) {
    return at::stack({mean(layer, x), -half_line::mean_square(x + layer.theta[0], layer.theta[1]) / 2});
}
at::Tensor exponent_variance(const Layer& layer, const at::Tensor& x) {
    return half_line::exponent_variance(x + layer.theta[0], layer.theta[1]);
}
at::Tensor sample(const Layer& layer, const at::Tensor& x, const at::Tensor& uniform) {
    return half_line::upper_quantile(x + layer.theta[0], layer.theta[1], uniform);
}
at::Tensor allowed(const Layer&, const at::Tensor& s) { return at::isfinite(s).logical_and(s >= 0); }

const Unit unit{.name = "relu",
                .states = "a number >= 0",
                .parameters = {"bias", "stiffness"},
                .reference = "J. Tubiana, R. Monasson, Phys. Rev. Lett. 118, 138301 (2017)",
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

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/logaddexp.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>

#include "blackbody/systems/ensembles/units/half_line.h"
#include "blackbody/systems/ensembles/units/unit.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// θ = (b₊, b₋, γ₊, γ₋): weight exp((b₊ + x) s - γ₊ s²/2) right of 0, exp((b₋ + x) s - γ₋ s²/2) left of it. The left
/// side is a half line in -s with the field -(b₋ + x).
struct Sides {
    at::Tensor right, left, gamma_right, gamma_left;  ///< fields of the two half lines
    Sides(const Layer& layer, const at::Tensor& x)
        : right(x + layer.theta[0]),
          left(-(x + layer.theta[1])),
          gamma_right(layer.theta[2]),
          gamma_left(layer.theta[3]) {}
    at::Tensor log_right() const { return half_line::log_partition(right, gamma_right); }
    at::Tensor log_left() const { return half_line::log_partition(left, gamma_left); }
    at::Tensor right_share() const { return at::sigmoid(log_right() - log_left()); }
};

at::Tensor statistics(const at::Tensor& s) {
    const at::Tensor up = s.clamp_min(0), down = s.clamp_max(0);
    return at::stack({up, down, -up * up / 2, -down * down / 2});
}
at::Tensor log_partition(const Layer& layer, const at::Tensor& x) {
    const Sides sides(layer, x);
    return at::logaddexp(sides.log_right(), sides.log_left());
}
at::Tensor mean_statistics(const Layer& layer, const at::Tensor& x) {
    const Sides sides(layer, x);
    const at::Tensor p = sides.right_share(), q = at::sigmoid(sides.log_left() - sides.log_right());
    return at::stack({p * half_line::mean(sides.right, sides.gamma_right),
                      -q * half_line::mean(sides.left, sides.gamma_left),
                      -p * half_line::mean_square(sides.right, sides.gamma_right) / 2,
                      -q * half_line::mean_square(sides.left, sides.gamma_left) / 2});
}
at::Tensor mean(const Layer& layer, const at::Tensor& x) { return mean_statistics(layer, x).narrow(0, 0, 2).sum(0); }
/// Within the sides, and between them.
at::Tensor exponent_variance(const Layer& layer, const at::Tensor& x) {
    const Sides sides(layer, x);
    const auto mean = [](const at::Tensor& m, const at::Tensor& gamma) {
        return m * half_line::mean(m, gamma) - gamma * half_line::mean_square(m, gamma) / 2;
    };
    const at::Tensor p = sides.right_share(),
                     apart = mean(sides.right, sides.gamma_right) - mean(sides.left, sides.gamma_left);
    return p * half_line::exponent_variance(sides.right, sides.gamma_right) +
           (1 - p) * half_line::exponent_variance(sides.left, sides.gamma_left) + p * (1 - p) * apart * apart;
}
/// The uniform number chooses the side, and what is left of it the place there.
at::Tensor sample(const Layer& layer, const at::Tensor& x, const at::Tensor& uniform) {
    const Sides sides(layer, x);
    const at::Tensor p = sides.right_share(), is_right = uniform < p;
    const double least = 1e-300;
    const at::Tensor u_right = (uniform / p).clamp(least, 1), u_left = ((1 - uniform) / (1 - p)).clamp(least, 1);
    return at::where(is_right, half_line::upper_quantile(sides.right, sides.gamma_right, u_right),
                     -half_line::upper_quantile(sides.left, sides.gamma_left, u_left));
}
at::Tensor allowed(const Layer&, const at::Tensor& s) { return at::isfinite(s); }

const Unit unit{.name = "drelu",
                .states = "a real number",
                .parameters = {"bias_right", "bias_left", "stiffness_right", "stiffness_left"},
                .reference = "J. Tubiana, S. Cocco, R. Monasson, eLife 8, e39397 (2019)",
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

#include <ATen/TensorOperators.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/tanh.h>

#include "blackbody/systems/ensembles/units/unit.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

at::Tensor statistics(const at::Tensor& s) { return s.unsqueeze(0); }
/// ln 2 cosh y.
at::Tensor log_partition(const Layer& layer, const at::Tensor& x) {
    const at::Tensor y = (x + layer.theta[0]).abs();
    return y + (-2 * y).exp().log1p();
}
at::Tensor mean(const Layer& layer, const at::Tensor& x) { return at::tanh(x + layer.theta[0]); }
at::Tensor mean_statistics(const Layer& layer, const at::Tensor& x) { return mean(layer, x).unsqueeze(0); }
/// 1 - tanh² as 4 p (1 - p) keeps its digits.
at::Tensor exponent_variance(const Layer& layer, const at::Tensor& x) {
    const at::Tensor y = x + layer.theta[0];
    return 4 * y * y * at::sigmoid(2 * y) * at::sigmoid(-2 * y);
}
at::Tensor sample(const Layer& layer, const at::Tensor& x, const at::Tensor& uniform) {
    return 2 * (2 * uniform - 1 < mean(layer, x)).to(x.scalar_type()) - 1;
}
at::Tensor allowed(const Layer&, const at::Tensor& s) { return s.abs() == 1; }

const Unit unit{.name = "spin",
                .states = "-1 or +1",
                .parameters = {"bias"},
                .reference = "E. Ising, Z. Phys. 31, 253 (1925)",
                .values = {-1, 1},
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

#include <ATen/TensorOperators.h>
#include <ATen/ops/sigmoid.h>

#include "blackbody/systems/ensembles/units/unit.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

at::Tensor statistics(const at::Tensor& s) { return s.unsqueeze(0); }
at::Tensor log_partition(const Layer& layer, const at::Tensor& x) {
    const at::Tensor y = x + layer.theta[0];
    return y.clamp_min(0) + (-y.abs()).exp().log1p();
}
at::Tensor mean(const Layer& layer, const at::Tensor& x) { return at::sigmoid(x + layer.theta[0]); }
at::Tensor mean_statistics(const Layer& layer, const at::Tensor& x) { return mean(layer, x).unsqueeze(0); }
at::Tensor exponent_variance(const Layer& layer, const at::Tensor& x) {
    const at::Tensor y = x + layer.theta[0];
    return y * y * at::sigmoid(y) * at::sigmoid(-y);
}
at::Tensor sample(const Layer& layer, const at::Tensor& x, const at::Tensor& uniform) {
    return (uniform < mean(layer, x)).to(x.scalar_type());
}
at::Tensor allowed(const Layer&, const at::Tensor& s) {
    return s.scalar_type() == at::kByte ? s <= 1 : (s == 0).logical_or(s == 1);
}

const Unit unit{.name = "bernoulli",
                .states = "0 or 1",
                .parameters = {"bias"},
                .reference = "P. Smolensky, in Parallel Distributed Processing I (1986)",
                .values = {0, 1},
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

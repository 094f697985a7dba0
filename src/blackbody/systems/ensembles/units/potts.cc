#include <ATen/TensorOperators.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/softmax.h>

#include "blackbody/systems/ensembles/units/unit.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// [..., U] -> [..., U/q, q]
at::Tensor by_unit(const Layer& layer, const at::Tensor& x) { return x.unflatten(-1, {-1, layer.colours}); }

at::Tensor statistics(const at::Tensor& s) { return s.unsqueeze(0); }
at::Tensor log_partition(const Layer& layer, const at::Tensor& x) {
    return at::logsumexp(by_unit(layer, x + layer.theta[0]), -1);
}
at::Tensor mean(const Layer& layer, const at::Tensor& x) {
    return at::softmax(by_unit(layer, x + layer.theta[0]), -1).flatten(-2);
}
at::Tensor mean_statistics(const Layer& layer, const at::Tensor& x) { return mean(layer, x).unsqueeze(0); }
at::Tensor exponent_variance(const Layer& layer, const at::Tensor& x) {
    const at::Tensor y = by_unit(layer, x + layer.theta[0]), p = at::softmax(y, -1), apart = y - (p * y).sum(-1, true);
    return (p * apart * apart).sum(-1);
}
/// The first colour whose cumulated probability exceeds the unit's uniform number.
at::Tensor sample(const Layer& layer, const at::Tensor& x, const at::Tensor& uniform) {
    const at::Tensor below = by_unit(layer, mean(layer, x)).cumsum(-1),
                     colour = (by_unit(layer, uniform).narrow(-1, 0, 1) >= below).sum(-1).clamp_max(layer.colours - 1);
    return at::one_hot(colour, layer.colours).flatten(-2).to(x.scalar_type());
}
at::Tensor allowed(const Layer& layer, const at::Tensor& s) {
    const at::Tensor one =
        by_unit(layer, (s == 0).logical_or(s == 1)).all(-1, true).logical_and(by_unit(layer, s).sum(-1, true) == 1);
    return one.expand_as(by_unit(layer, s)).flatten(-2);
}

const Unit unit{.name = "potts",
                .states = "one of q colours, as q columns of which one is 1",
                .parameters = {"bias"},
                .reference = "R. B. Potts, Math. Proc. Camb. Phil. Soc. 48, 106 (1952)",
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

#include "blackbody/systems/ensembles/units/half_line.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/special_erfcx.h>
#include <ATen/ops/special_log_ndtr.h>
#include <ATen/ops/special_ndtri.h>
#include <ATen/ops/where.h>

#include <cmath>
#include <numbers>

namespace blackbody::half_line {
namespace {

const double ln_2pi = std::log(2 * std::numbers::pi);

/// ln of φ(t)/Φ(t), the reversed hazard of the normal distribution.
at::Tensor log_hazard(const at::Tensor& t) { return -t * t / 2 - ln_2pi / 2 - at::special_log_ndtr(t); }

/// λ(t) = φ(t)/Φ(t). Left of 0 by erfcx, which keeps the digits that t + λ and 1 + t (t + λ) lose.
at::Tensor hazard(const at::Tensor& t) {
    return at::where(t < 0, std::sqrt(2 / std::numbers::pi) / at::special_erfcx(-t.clamp_max(0) * std::sqrt(.5)),
                     log_hazard(t.clamp_min(0)).exp());
}

}  // namespace

at::Tensor log_partition(const at::Tensor& m, const at::Tensor& gamma) {
    // Left of 0 the two terms t²/2 and ln Φ nearly cancel; erfcx is their difference.
    const at::Tensor t = m / gamma.sqrt(), left = t.clamp_max(0), right = t.clamp_min(0);
    return (ln_2pi - gamma.log()) / 2 + at::where(t < 0, (at::special_erfcx(-left * std::sqrt(.5)) / 2).log(),
                                                  right * right / 2 + at::special_log_ndtr(right));
}

at::Tensor mean(const at::Tensor& m, const at::Tensor& gamma) {
    const at::Tensor t = m / gamma.sqrt();
    return (t + hazard(t)) / gamma.sqrt();
}

at::Tensor mean_square(const at::Tensor& m, const at::Tensor& gamma) {
    const at::Tensor t = m / gamma.sqrt();
    return (1 + t * (t + hazard(t))) / gamma;
}

at::Tensor exponent_variance(const at::Tensor& m, const at::Tensor& gamma) {
    const at::Tensor t = m / gamma.sqrt(), lambda = hazard(t);
    return .5 - t * lambda * (1 + t * (t + lambda)) / 4;
}

at::Tensor upper_quantile(const at::Tensor& m, const at::Tensor& gamma, const at::Tensor& u) {
    // ln P(Z > z) = ln u + ln Φ(t), from a start that is exact near 0 and asymptotic in the tail.
    const at::Tensor t = m / gamma.sqrt(), target = u.log() + at::special_log_ndtr(t);
    at::Tensor z = at::where(target > -12, -at::special_ndtri(target.clamp_min(-12).exp()), (-2 * target).sqrt());
    for (int step = 0; step < 4; ++step) z = z + (at::special_log_ndtr(-z) - target) * (-log_hazard(-z)).exp();
    return ((z + t) / gamma.sqrt()).clamp_min(0);
}

}  // namespace blackbody::half_line

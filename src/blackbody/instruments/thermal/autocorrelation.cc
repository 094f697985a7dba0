#include "blackbody/instruments/thermal/autocorrelation.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>

#include <cmath>

namespace blackbody {

Autocorrelation autocorrelation(const at::Tensor& evaluations) {
    const at::Tensor x = evaluations.to(at::kDouble) - evaluations.to(at::kDouble).mean();
    const std::int64_t t = x.size(0);
    const double variance = (x * x).mean().item<double>();
    Autocorrelation result;
    if (variance == 0) return result;
    double tau = .5;
    std::int64_t w = 1;
    for (; w < t; ++w) {
        tau += (x.narrow(0, 0, t - w) * x.narrow(0, w, t - w)).mean().item<double>() / variance;
        if (static_cast<double>(w) >= 5 * tau) break;
    }
    result.tau = std::max(tau, .5), result.window = w;
    result.tau_error = result.tau * std::sqrt((4. * static_cast<double>(w) + 2) / static_cast<double>(x.numel()));
    result.is_long_enough = static_cast<double>(t) >= 50 * result.tau;
    return result;
}

double split_r_hat(const at::Tensor& evaluations) {
    const at::Tensor x = evaluations.to(at::kDouble);
    const std::int64_t half = x.size(0) / 2;
    const at::Tensor chains = at::cat({x.narrow(0, 0, half), x.narrow(0, x.size(0) - half, half)}, 1);
    const double within = chains.var(0).mean().item<double>(), between = chains.mean(0).var().item<double>();
    const auto n = static_cast<double>(half);
    return std::sqrt(((n - 1) / n * within + between) / within);
}

}  // namespace blackbody

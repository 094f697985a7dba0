#include "blackbody/systems/ensembles/partition/mbar.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/diag.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_pinv.h>
#include <ATen/ops/linalg_solve.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

at::Tensor doubles(const std::vector<std::int64_t>& counts) {
    return at::tensor(std::vector<double>(counts.begin(), counts.end()), at::kDouble);
}

/// ln Σ_l N_l exp(f_l) p*_l(x_n), [N].
at::Tensor log_mixture(const at::Tensor& log_weights, const at::Tensor& counts, const at::Tensor& f) {
    return at::logsumexp(log_weights + (counts.log() + f).unsqueeze(1), 0);
}

/// W_nk = exp(f_k) p*_k(x_n)/mixture: each row k sums to 1 at the root, [K, N].
at::Tensor weights_at(const at::Tensor& log_weights, const at::Tensor& counts, const at::Tensor& f) {
    return (log_weights + f.unsqueeze(1) - log_mixture(log_weights, counts, f)).exp();
}

/// Pairwise BAR along the ladder: where Newton starts.
at::Tensor pairwise(const at::Tensor& log_weights, const std::vector<std::int64_t>& counts) {
    at::Tensor f = at::zeros({std::ssize(counts)}, at::kDouble);
    std::int64_t first = 0;
    for (std::int64_t k = 0; k + 1 < std::ssize(counts); first += counts[k++]) {
        const at::Tensor difference = log_weights[k + 1] - log_weights[k];
        const Bar pair =
            bar(difference.narrow(0, first, counts[k]), difference.narrow(0, first + counts[k], counts[k + 1]));
        f[k + 1] = f[k] - pair.log_ratio;
    }
    return f;
}

/// Shirts and Chodera (2008), equation 8, with Wᵀ W in place of W: K x K instead of N x N.
at::Tensor covariance_of(const at::Tensor& w, const at::Tensor& counts) {
    const at::Tensor gram = at::matmul(w, w.t()), n = at::diag(counts);
    const at::Tensor identity = at::eye(counts.numel(), at::kDouble);
    return at::matmul(gram, at::linalg_pinv(identity - at::matmul(n, gram), 1e-10));
}

}  // namespace

double Mbar::std_error(std::int64_t k) const {
    const double variance = (covariance[k][k] + covariance[0][0] - covariance[k][0] - covariance[0][k]).item<double>();
    return std::sqrt(std::max(0., variance));
}

Mbar mbar(const at::Tensor& log_weights, const std::vector<std::int64_t>& counts) {
    constexpr int most = 200;
    constexpr double small = 1e-10;
    const at::Tensor n = doubles(counts);
    const std::int64_t k = n.numel();
    at::Tensor f = pairwise(log_weights, counts), w;
    Mbar fitted;
    for (fitted.iterations = 0; fitted.iterations < most; ++fitted.iterations) {
        w = weights_at(log_weights, n, f);
        const at::Tensor rest = n * (1 - w.sum(1));
        fitted.residual = (rest / n).abs().max().item<double>();
        if (fitted.residual < small) break;

        // Far from the root one self-consistent step, near it Newton's with f_0 held.
        if (fitted.residual > .3) {
            f = f - w.sum(1).log();
        } else {
            const at::Tensor hessian = at::diag(n * w.sum(1)) - n.unsqueeze(1) * at::matmul(w, w.t()) * n;
            const at::Tensor step = at::linalg_solve(hessian.slice(0, 1).slice(1, 1), rest.slice(0, 1));
            f.slice(0, 1).add_(step.clamp(-1, 1));
        }
        f = f - f[0];
    }
    if (!(fitted.residual < 1e-6))
        throw NumericalError({.place = "the MBAR equations have no root that Newton finds in " + std::to_string(most) +
                                       " steps: the rungs of the ladder hardly overlap",
                              .advice = {"take more rungs", {"rungs"}}});
    fitted.log_z = -(f - f[0]);
    fitted.covariance = k > 1 ? covariance_of(w, n) : at::zeros({1, 1}, at::kDouble);
    return fitted;
}

Bar bar(const at::Tensor& forward, const at::Tensor& backward) {
    // The root of a falling function of c = ln Z_1/Z_0, by bisection: it lies within the spread of the differences.
    const auto n0 = static_cast<double>(forward.numel()), n1 = static_cast<double>(backward.numel());
    const double m = std::log(n0 / n1);
    const auto rest = [&](double c) {
        return (at::sigmoid(forward - c - m).sum() - at::sigmoid(c + m - backward).sum()).item<double>();
    };
    double low = std::min(forward.min().item<double>(), backward.min().item<double>()) - std::abs(m) - 1,
           high = std::max(forward.max().item<double>(), backward.max().item<double>()) + std::abs(m) + 1;
    for (int k = 0; k < 200 && high - low > 1e-13 * (std::abs(low) + std::abs(high) + 1); ++k) {
        const double middle = (low + high) / 2;
        (rest(middle) > 0 ? low : high) = middle;
    }
    const double c = (low + high) / 2;

    // Bennett's equation 10a, for independent samples.
    const at::Tensor f0 = at::sigmoid(forward - c - m), f1 = at::sigmoid(c + m - backward);
    const auto relative = [](const at::Tensor& f) {
        const double mean = f.mean().item<double>();
        return (f * f).mean().item<double>() / (mean * mean) - 1;
    };
    const double variance = relative(f0) / n0 + relative(f1) / n1;
    const double overlap =
        at::sigmoid(forward - c).mean().item<double>() + at::sigmoid(c - backward).mean().item<double>();
    return {c, std::sqrt(std::max(0., variance)), overlap};
}

at::Tensor reweighted(const at::Tensor& log_weights, const std::vector<std::int64_t>& counts, const Mbar& fitted,
                      const at::Tensor& target) {
    const at::Tensor ln_w = target - log_mixture(log_weights, doubles(counts), -fitted.log_z);
    return ln_w - at::logsumexp(ln_w, 0);
}

}  // namespace blackbody

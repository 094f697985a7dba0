#include "blackbody/instruments/thermal/overlaps.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/histc.h>
#include <ATen/ops/matmul.h>

#include <cmath>
#include <functional>

namespace blackbody {
namespace {

constexpr std::int64_t blocks = 16;

double off_diagonal_mean(const at::Tensor& pairs) {
    const auto n = static_cast<double>(pairs.size(0));
    return (pairs.sum() - pairs.diagonal().sum()).item<double>() / (n * (n - 1));
}

/// All numbers of some chains, in the order of their names.
std::vector<double> numbers(const at::Tensor& spins, const at::Tensor& before) {
    const auto units = static_cast<double>(spins.size(1)), n = static_cast<double>(spins.size(0));
    const at::Tensor m = spins.mean(1), centred = spins - spins.mean(0);
    const at::Tensor q_c = pair_overlaps(centred), squares = q_c * q_c;
    const double q2 = off_diagonal_mean(squares), q4 = off_diagonal_mean(squares * squares);
    return {off_diagonal_mean(pair_overlaps(spins)), (spins * before).mean().item<double>(), (3 - q4 / (q2 * q2)) / 2,
            units * q2 * std::pow(n / (n - 1), 2), units * m.var().item<double>()};
}

}  // namespace

at::Tensor pair_overlaps(const at::Tensor& spins) {
    return at::matmul(spins, spins.t()) / static_cast<double>(spins.size(1));
}

std::vector<Estimate> overlap_estimates(const at::Tensor& spins, const at::Tensor& before) {
    const char* const names[] = {"overlap", "edwards_anderson", "binder", "spin_glass_susceptibility",
                                 "ferromagnetic_susceptibility"};
    const std::vector<double> all = numbers(spins, before);
    const std::int64_t n = spins.size(0);
    const at::Tensor chains = at::arange(n, at::kLong);
    std::vector<double> sum(all.size()), squares(all.size());
    for (std::int64_t b = 0; b < blocks && n >= 2 * blocks; ++b) {
        const at::Tensor kept = chains.masked_select(chains.remainder(blocks) != b);
        const std::vector<double> left = numbers(spins.index_select(0, kept), before.index_select(0, kept));
        for (std::size_t i = 0; i < all.size(); ++i) sum[i] += left[i], squares[i] += left[i] * left[i];
    }
    std::vector<Estimate> estimates;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const double mean = sum[i] / blocks, spread = std::max(0., squares[i] / blocks - mean * mean);
        estimates.push_back({names[i],
                             all[i],
                             n >= 2 * blocks ? Uncertainty::of(std::sqrt((blocks - 1) * spread))
                                             : Uncertainty::none("fewer than 32 chains"),
                             n,
                             {}});
    }
    return estimates;
}

std::vector<double> overlap_density(const at::Tensor& spins, std::int64_t bins) {
    const at::Tensor q = pair_overlaps(spins);
    const at::Tensor is_pair = at::eye(q.size(0), q.options()) == 0;
    const at::Tensor counts = at::histc(q.masked_select(is_pair).clamp(-1, 1), bins, -1, 1);
    const at::Tensor density = counts / counts.sum() * (static_cast<double>(bins) / 2);
    return {density.const_data_ptr<double>(), density.const_data_ptr<double>() + bins};
}

}  // namespace blackbody

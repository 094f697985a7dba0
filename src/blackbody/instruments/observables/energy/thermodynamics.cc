#include "blackbody/instruments/observables/energy/thermodynamics.h"

#include <ATen/ops/bmm.h>
#include <ATen/ops/clamp_max.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace blackbody {
namespace {

constexpr int octaves_below_one = 6, octaves = 14;
constexpr double without_weight = 1e5;  // exp(-1e5 / 64) is 0 in double precision

/// β_j = 2^(j/p - 6): p = 6 for ten classes, 12 for a thousand.
std::vector<double> grid_for(std::int64_t classes) {
    const int p = std::clamp(static_cast<int>(std::ceil(3 + 1.3 * std::log(static_cast<double>(classes)))), 6, 14);
    std::vector<double> betas;
    for (int j = 0; j <= octaves * p; ++j) betas.push_back(std::exp2(static_cast<double>(j) / p - octaves_below_one));
    return betas;
}

/// Derivatives of ln Z from the raw moments m_1 ... m_5 of E: ± the cumulants.
std::array<double, 6> derivatives_of_log_z(const double* raw) {
    const double z = raw[0], m1 = raw[1] / z, m2 = raw[2] / z, m3 = raw[3] / z, m4 = raw[4] / z, m5 = raw[5] / z;
    const double c2 = m2 - m1 * m1, c3 = m3 - 3 * m2 * m1 + 2 * m1 * m1 * m1;
    const double c4 = m4 - 4 * m3 * m1 - 3 * m2 * m2 + 12 * m2 * m1 * m1 - 6 * m1 * m1 * m1 * m1;
    const double c5 = m5 - 5 * m4 * m1 - 10 * m3 * m2 + 20 * m3 * m1 * m1 + 30 * m2 * m2 * m1 - 60 * m2 * m1 * m1 * m1 +
                      24 * m1 * m1 * m1 * m1 * m1;
    return {std::log(z), -m1, c2, -c3, c4, -c5};
}

/// Newton's form, in t = (β - left)/step, of the polynomial with the given scaled derivatives f^(m) step^m / m! at t =
/// 0 and t = 1: divided differences on nodes 0 0 ... 1 1 ...; value and two derivatives at t by Horner.
std::array<double, 3> hermite(const std::vector<double>& left, const std::vector<double>& right, double t) {
    const int order = static_cast<int>(left.size()), nodes = 2 * order;
    auto node = [&](int i) { return i < order ? 0.0 : 1.0; };
    std::vector<double> column(nodes), coefficients(nodes);
    for (int i = 0; i < nodes; ++i) column[i] = i < order ? left[0] : right[0];
    for (int m = 0; m < nodes; ++m) {
        // column[i] = f[node i ... node i+m]; where all nodes coincide it is the scaled derivative.
        if (m > 0)
            for (int i = 0; i + m < nodes; ++i) {
                const bool same = node(i) == node(i + m);
                column[i] = same ? (node(i) == 0 ? left[m] : right[m]) : column[i + 1] - column[i];
            }
        coefficients[m] = column[0];
    }
    double value = 0, first = 0, second = 0;
    for (int m = nodes - 1; m >= 0; --m) {
        const double s = t - node(m);
        second = second * s + 2 * first;
        first = first * s + value;
        value = value * s + coefficients[m];
    }
    return {value, first, second};
}

}  // namespace

at::Tensor Thermodynamics::add(const at::Tensor& excitations) {
    const std::int64_t n = excitations.size(0), classes = excitations.size(1);
    if (betas_.empty()) {
        betas_ = grid_for(classes);
        sums_.assign(betas_.size() * derivatives, 0);
    }
    const auto j = static_cast<std::int64_t>(betas_.size());

    // Boltzmann weights of all samples at all β, and their moments: [N, J, K] x [N, K, 6]. Where a weight is 0 at every
    // β (a class that is ruled out, E = ∞) its moments are 0, not 0 times infinity.
    const at::Tensor beta = at::tensor(betas_, at::kDouble).neg().view({1, j, 1});
    const at::Tensor competing = excitations.clamp_max(without_weight);
    std::vector<at::Tensor> powers{at::ones_like(excitations)};
    while (powers.size() < derivatives) powers.push_back(powers.back().mul(competing));
    const at::Tensor weights = at::mul(beta, excitations.unsqueeze(1)).exp_();
    const at::Tensor raw = at::bmm(weights, at::stack(powers, 2)).contiguous();

    for (std::int64_t i = 0; i < n * j; ++i) {
        const auto of = derivatives_of_log_z(raw.data_ptr<double>() + i * derivatives);
        for (int m = 0; m < derivatives; ++m) sums_[(i % j) * derivatives + m] += of[m];
    }
    samples_ += n;
    return raw.select(2, 0);
}

void Thermodynamics::merge(const Thermodynamics& other) {
    if (other.samples_ == 0) return;
    if (betas_.empty()) betas_ = other.betas_, sums_.assign(other.sums_.size(), 0);
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += other.sums_[i];
    samples_ += other.samples_;
}

ThermalPoint Thermodynamics::node(std::size_t j) const {
    const double* d = sums_.data() + j * derivatives;
    const double n = static_cast<double>(samples_);
    return {d[0] / n, -d[1] / n, d[2] / n};
}

std::size_t Thermodynamics::node_of(double beta) const {
    const auto above = std::upper_bound(betas_.begin(), betas_.end(), beta) - betas_.begin();
    return static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(above - 1, 0, static_cast<std::ptrdiff_t>(betas_.size()) - 2));
}

/// f^(m)(β_j) step^m / m!, means over samples.
std::vector<double> Thermodynamics::taylor(std::size_t j, double step) const {
    std::vector<double> terms;
    double scale = 1 / static_cast<double>(samples_);
    for (int m = 0; m < derivatives; ++m) {
        if (m > 0) scale *= step / m;
        terms.push_back(sums_[j * derivatives + m] * scale);
    }
    return terms;
}

ThermalPoint Thermodynamics::at(double beta) const {
    const std::size_t j = node_of(beta);
    if (beta == betas_[j]) return node(j);
    const double step = betas_[j + 1] - betas_[j];
    const auto [value, first, second] = hermite(taylor(j, step), taylor(j + 1, step), (beta - betas_[j]) / step);
    return {value, -first / step, second / (step * step)};
}

double Thermodynamics::interpolation_error(double beta) const {
    const std::size_t j = node_of(beta);
    const double step = betas_[j + 1] - betas_[j], t = (beta - betas_[j]) / step;
    std::vector<double> left = taylor(j, step), right = taylor(j + 1, step);
    const double full = hermite(left, right, t)[1];
    left.pop_back(), right.pop_back();
    return std::abs(full - hermite(left, right, t)[1]) / step;
}

Balance balance(const Thermodynamics& thermodynamics, double label_energy) {
    const auto& betas = thermodynamics.betas();
    if (label_energy <= 0)
        return {.side = Balance::Side::above,
                .why = "every label is its sample's ground state: no finite temperature is best"};
    if (thermodynamics.node(0).energy <= label_energy)
        return {
            .side = Balance::Side::below,
            .why = "labels are hardly more likely than chance: the best inverse temperature is below 1/64, or none"};
    if (thermodynamics.node(betas.size() - 1).energy >= label_energy)
        return {.side = Balance::Side::above,
                .why = "the best inverse temperature is above 256: almost every label is its sample's ground state"};

    // U falls with β: find the neighbours that enclose the label's energy, then halve.
    std::size_t low = 0, high = betas.size() - 1;
    while (high - low > 1) {
        const std::size_t middle = (low + high) / 2;
        (thermodynamics.node(middle).energy > label_energy ? low : high) = middle;
    }
    double left = betas[low], right = betas[high];
    for (int i = 0; i < 60; ++i) {
        const double middle = (left + right) / 2;
        (thermodynamics.at(middle).energy > label_energy ? left : right) = middle;
    }

    // Two Newton steps polish the last bits: ∂U/∂β = -Var E.
    double beta = (left + right) / 2;
    for (int i = 0; i < 2; ++i) {
        const ThermalPoint point = thermodynamics.at(beta);
        if (point.variance > 0)
            beta = std::clamp(beta + (point.energy - label_energy) / point.variance, betas[low], betas[high]);
    }
    const double left_over = std::abs(thermodynamics.at(beta).energy - label_energy);
    return {.found = true, .beta = beta, .residual = left_over + thermodynamics.interpolation_error(beta)};
}

}  // namespace blackbody

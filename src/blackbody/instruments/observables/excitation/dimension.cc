#include "blackbody/instruments/observables/excitation/dimension.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>

#include <cmath>

namespace blackbody {
namespace {

/// Averages over quadruples, from Σ D, Σ D² and Σ_i (Σ_j D_ij)² over n samples, times the number of quadruples.
PairSums pair_sums(double n, double total, double squares, double row_squares) {
    PairSums s;
    if (n < 4) return s;
    s.quadruples = n * (n - 1) * (n - 2) * (n - 3);
    s.trace_squared = total * total - 4 * row_squares + 2 * squares;
    s.trace_of_square = (squares + total * total / ((n - 1) * (n - 2)) - 2 * row_squares / (n - 2)) * (n - 1) * (n - 2);
    return s;
}

/// D_ij = |x_i - x_j|²/2 from the Gram matrix of states about their mean, [N, N].
at::Tensor half_squared_distances(const at::Tensor& states) {
    at::Tensor x = states.reshape({states.size(0), -1}).to(at::kFloat);
    x = x - x.mean(0, true);
    const at::Tensor k = at::matmul(x, x.t()).to(at::kCPU, at::kDouble), diagonal = k.diagonal();
    at::Tensor d = (diagonal.unsqueeze(0) + diagonal.unsqueeze(1)) / 2 - k;
    d.fill_diagonal_(0);
    return d.contiguous();
}

}  // namespace

PairSums& PairSums::operator+=(const PairSums& o) {
    trace_squared += o.trace_squared, trace_of_square += o.trace_of_square, quadruples += o.quadruples;
    return *this;
}

PairSums& PairSums::operator-=(const PairSums& o) {
    trace_squared -= o.trace_squared, trace_of_square -= o.trace_of_square, quadruples -= o.quadruples;
    return *this;
}

Dimension dimension_of(const at::Tensor& states) {
    Dimension result;
    const auto n = static_cast<std::size_t>(states.size(0));
    if (n < 4) return result;
    const at::Tensor distances = half_squared_distances(states);
    const double* d = distances.const_data_ptr<double>();

    // Row sums of D and of D², and D times the row sums.
    std::vector<double> r(n), q(n), w(n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) r[i] += d[i * n + j], q[i] += d[i * n + j] * d[i * n + j];
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) w[i] += d[i * n + j] * r[j];
    double total = 0, squares = 0, row_squares = 0;
    for (std::size_t i = 0; i < n; ++i) total += r[i], squares += q[i], row_squares += r[i] * r[i];

    // Leaving out sample i takes its row and its column from every sum.
    const auto m = static_cast<double>(n);
    result.all = pair_sums(m, total, squares, row_squares);
    for (std::size_t i = 0; i < n; ++i)
        result.without.push_back(
            pair_sums(m - 1, total - 2 * r[i], squares - 2 * q[i], row_squares - r[i] * r[i] - 2 * w[i] + q[i]));
    return result;
}

DimensionEstimate participation_ratio(const std::vector<Dimension>& sets) {
    DimensionEstimate estimate;
    PairSums all;
    for (const Dimension& set : sets) all += set.all;
    estimate.value = all.ratio();

    // Delete-one-sample jackknife.
    std::vector<double> replicates;
    double mean = 0, spread = 0;
    for (const Dimension& set : sets)
        for (const PairSums& without : set.without) {
            PairSums rest = all;
            rest -= set.all, rest += without;
            replicates.push_back(rest.ratio()), mean += rest.ratio();
        }
    const auto n = static_cast<double>(replicates.size());
    estimate.samples = static_cast<std::int64_t>(replicates.size());
    for (double replicate : replicates) spread += (replicate - mean / n) * (replicate - mean / n);
    estimate.std_error = std::sqrt(spread * (n - 1) / n);
    return estimate;
}

}  // namespace blackbody

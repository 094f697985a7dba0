#include "blackbody/instruments/observables/excitation/dimension.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/imag.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/real.h>

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

/// What Im <a|b> of complex states adds to tr Σ², from Σ A² and Σ_i (Σ_j A_ij)² of the antisymmetric A = Im ψ_i†ψ_j.
/// The average of (A_ik - A_il - A_jk + A_jl)²/4 over quadruples is that of A_ik² less twice that of A_ik A_il:
/// products without a common sample cancel.
double twisted(double n, double squares, double row_squares) {
    return n < 4 ? 0 : (n * squares - 2 * row_squares) * (n - 3);
}

/// Sums over the rows of a matrix M [N, N], and what one sample takes from them.
struct Rows {
    std::vector<double> sums, squares, carried;  ///< Σ_j M_ij, Σ_j M_ij², Σ_j M_ij Σ_k M_jk
    double total = 0, all_squares = 0, sums_squared = 0;

    explicit Rows(const at::Tensor& matrix) : sums(matrix.size(0)), squares(matrix.size(0)), carried(matrix.size(0)) {
        const double* m = matrix.const_data_ptr<double>();
        const std::size_t n = sums.size();
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) sums[i] += m[i * n + j], squares[i] += m[i * n + j] * m[i * n + j];
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) carried[i] += m[i * n + j] * sums[j];
        for (std::size_t i = 0; i < n; ++i)
            total += sums[i], all_squares += squares[i], sums_squared += sums[i] * sums[i];
    }
};

/// States about their mean, [N, U], float or complex float.
at::Tensor centred(const at::Tensor& states) {
    const at::Tensor x = states.reshape({states.size(0), -1}).to(states.is_complex() ? at::kComplexFloat : at::kFloat);
    return x - x.mean(0, true);
}

/// D_ij = |x_i - x_j|²/2 from the real part of the Gram matrix, [N, N].
at::Tensor half_squared_distances(const at::Tensor& gram) {
    const at::Tensor k = at::real(gram).to(at::kCPU, at::kDouble), diagonal = k.diagonal();
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
    const at::Tensor x = centred(states), gram = at::matmul(x, x.conj().t());
    const Rows d(half_squared_distances(gram));

    // Leaving out sample i takes its row and its column from every sum.
    const auto m = static_cast<double>(n);
    result.all = pair_sums(m, d.total, d.all_squares, d.sums_squared);
    for (std::size_t i = 0; i < n; ++i)
        result.without.push_back(pair_sums(m - 1, d.total - 2 * d.sums[i], d.all_squares - 2 * d.squares[i],
                                           d.sums_squared - d.sums[i] * d.sums[i] - 2 * d.carried[i] + d.squares[i]));
    if (!states.is_complex()) return result;

    // States are about their mean, so that the rows of A sum to 0; without sample i, to -A_ji.
    const at::Tensor row_squares = at::imag(gram).to(at::kCPU, at::kDouble).square().sum(1);
    const double squares = row_squares.sum().item<double>();
    const double* of = row_squares.const_data_ptr<double>();
    result.all.trace_of_square += twisted(m, squares, 0);
    for (std::size_t i = 0; i < n; ++i) result.without[i].trace_of_square += twisted(m - 1, squares - 2 * of[i], of[i]);
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

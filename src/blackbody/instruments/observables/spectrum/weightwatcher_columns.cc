#include "blackbody/instruments/observables/spectrum/weightwatcher_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "blackbody/instruments/observables/spectrum/norms.h"

namespace blackbody {
namespace {

constexpr double entropy_epsilon = 1e-10;  // added to every share of the entropy
constexpr double smallest_fitted = 1e-5;   // eigenvalues below are left out of the fit
constexpr double weak_rank = 1e-6;
constexpr std::int64_t fewest_eigenvalues = 8, small_sample = 20;

double entropy_with_epsilon(std::span<const double> lambda, double sum, double rank) {
    double h = 0;
    for (double l : lambda) {
        const double p = l / sum + entropy_epsilon;
        h -= p * std::log(p);
    }
    return h / std::log(rank + entropy_epsilon);
}

PowerLaw fit_as_weightwatcher(std::span<const double> lambda) {
    std::vector<double> log_x;
    for (double l : lambda)
        if (l > smallest_fitted) log_x.push_back(std::log(l));
    PowerLawOptions options{.distance = PowerLawOptions::Distance::left, .ties = true};
    if (static_cast<std::int64_t>(log_x.size()) < small_sample) {
        options.fit = PowerLawOptions::Fit::unbiased;
        options.min_tail = fewest_eigenvalues;
    }
    return fit_power_law(log_x, options);
}

void count_ranks(const WeightWatcherLayer& layer, double scale, WeightWatcherRow& row) {
    row.matrix_rank = 0, row.sv_min = 0;
    for (std::int64_t s = 0; s < layer.positions; ++s) {
        const double* slice = layer.slice_lambda.data() + s * layer.short_side;
        row.sv_min = std::max(row.sv_min, std::sqrt(scale * slice[0]));
        const double floor = std::sqrt(slice[layer.short_side - 1]) * static_cast<double>(layer.long_side) *
                             std::numeric_limits<double>::epsilon();
        row.matrix_rank +=
            std::count_if(slice, slice + layer.short_side, [&](double l) { return std::sqrt(l) > floor; });
    }
    row.rank_loss = row.eigenvalues - row.matrix_rank;
}

}  // namespace

WeightWatcherRow weightwatcher_row(const WeightWatcherLayer& layer) {
    const double scale = layer.convolution ? 0.5 : 1;
    std::vector<double> lambda = layer.slice_lambda;
    for (double& l : lambda) l *= scale;
    std::sort(lambda.begin(), lambda.end());

    // Norms, ranks, entropy.
    WeightWatcherRow row{};
    const double sum = std::accumulate(lambda.begin(), lambda.end(), 0.0);
    row.eigenvalues = static_cast<std::int64_t>(lambda.size());
    row.lambda_max = lambda.back();
    row.sv_max = std::sqrt(row.lambda_max);
    row.log_norm = std::log10(sum);
    row.log_spectral_norm = std::log10(row.lambda_max);
    row.stable_rank = sum / row.lambda_max;
    row.weak_rank_loss = std::count_if(lambda.begin(), lambda.end(), [](double l) { return l < weak_rank; });
    count_ranks(layer, scale, row);
    row.entropy = entropy_with_epsilon(lambda, sum, static_cast<double>(row.matrix_rank));

    // The tail.
    if (row.eigenvalues < fewest_eigenvalues) return row;
    row.fit = fit_as_weightwatcher(lambda);
    if (!row.fit.found()) return row;
    row.xmax = row.lambda_max;
    row.alpha_weighted = row.fit.alpha * row.log_spectral_norm;
    row.log_alpha_norm = log10_sum_of_powers(lambda, row.fit.alpha);
    if (row.fit.alpha < 2) row.warning = "over-trained";
    if (row.fit.alpha > 6) row.warning = "under-trained";
    return row;
}

}  // namespace blackbody

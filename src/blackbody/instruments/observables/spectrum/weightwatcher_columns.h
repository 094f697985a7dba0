#pragma once
/// The columns of WeightWatcher 0.7.7, under WeightWatcher's own conventions, from pooled eigenvalues.
///
/// What differs from ours and is reproduced on purpose: eigenvalues of convolutions are halved; the distance is taken
/// from one side of the empirical distribution; below 20 eigenvalues α is the bias-corrected one over tails of at least
/// 8; entropy adds 1e-10 to every share; sv_min is the largest of the slices' smallest values. What is not reproduced:
/// for fewer than 20 values WeightWatcher drops its own choice of x_min; the reported row is matched. Ref: C. Martin,
/// M. Mahoney, WeightWatcher (weightwatcher.ai).
#include <span>
#include <string>
#include <vector>

#include "blackbody/instruments/observables/spectrum/power_law.h"

namespace blackbody {

/// The matrices of one layer as WeightWatcher sees them: it does not know groups.
struct WeightWatcherLayer {
    std::int64_t long_side, short_side, positions;  ///< its N, M and rf
    std::vector<double> slice_lambda;               ///< [positions, short_side], each slice ascending, not halved
    bool convolution;
};

struct WeightWatcherRow {
    double lambda_max, log_norm, log_spectral_norm, stable_rank, entropy, sv_min, sv_max;
    std::int64_t eigenvalues, matrix_rank, rank_loss, weak_rank_loss;
    PowerLaw fit;  ///< not found: WeightWatcher fits nothing below 8 eigenvalues
    double xmax = 0, alpha_weighted = 0, log_alpha_norm = 0;
    std::string warning;  ///< "over-trained" below 2, "under-trained" above 6
};

WeightWatcherRow weightwatcher_row(const WeightWatcherLayer& layer);

}  // namespace blackbody

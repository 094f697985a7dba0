#pragma once
/// What is known of a machine while it learns, at one checkpoint.
///
/// F(v) is -ln Σ_h exp(-E), or its mean-field bound where hidden layers couple. All averages run over the same samples
/// at every checkpoint, chosen once.
///   reconstruction  mean over units of (v - <v | <h | v>>)², in squares of data units
///   gap             <F>_held-out - <F>_train [nat]: where it grows the machine learns samples by heart
///   log_z           along the trajectory (partition/trajectory.h); its error counts an independent check
///   log p           -<F> - ln Z, of held-out and of training samples [nat]; of a deep machine a bound
///   alignment       (u_a·e_b)² of W's left singular vectors and the data's principal components, the first ten
/// Trap of all but log p: they can improve while the likelihood falls.
#include "blackbody/systems/ensembles/partition/trajectory.h"
#include "blackbody/training/machines/machine_learner.h"

namespace blackbody {

/// Samples of the stage that is learned: given layers, [N, U_l]; held_out may be empty.
struct ProgressSamples {
    LayerStates train, held_out;
    at::Tensor components;  ///< principal directions of the data's visible states [V, 10], or undefined
};

struct ProgressPoint {
    std::string stage;
    std::int64_t updates = 0, of = 0;
    double epoch = 0;
    std::vector<Estimate>
        numbers;                 ///< pseudo_likelihood, reconstruction, gap, log_z, log_p, log_p_train: those there are
    at::Tensor singular_values;  ///< of W_0, descending
    at::Tensor alignment;        ///< [10, 10], or undefined
};

ProgressPoint progress_at(const DeepBoltzmann& machine, const ProgressSamples& samples, const Estimate& log_z);

/// The first `count` principal directions [V, count] and all variances [V] of states [N, V].
struct PrincipalComponents {
    at::Tensor directions, variances;
};
PrincipalComponents principal_components(const at::Tensor& states, std::int64_t count);

/// At most `most` rows, evenly spread.
at::Tensor some_rows(const at::Tensor& states, std::int64_t most);

/// Lines of a table of at most 80 columns, without line ends; the heading is two lines. What is not known is "-".
std::string heading_of(const ProgressPoint& point);
std::string line_of(const ProgressPoint& point);

/// Adds the point to arrays "STAGE.NAME" [checkpoints, ...].
void record(const ProgressPoint& point, Arrays& history);

}  // namespace blackbody

#include "blackbody/base/quantity.h"
#include "blackbody/instruments/observables/spectrum/spectrum_options.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

const ObservableInfo info{
    .name = "weightwatcher",
    .family = "spectrum",
    .view = View::practical,
    .theory = "",
    .summary = "The columns of WeightWatcher 0.7.7 under its own conventions, for comparison with its tables.",
    .needs = "a linear map or convolution, and the convention weightwatcher",
    .controls = {},
    .quantities =
        {
            {"N", "N", "1", "Longer side of a slice.", "max(O, I)", "", 1, unbounded},
            {"M", "M", "1", "Shorter side of a slice.", "min(O, I)", "", 1, unbounded},
            {"rf", "rf", "1", "Kernel positions.", "Y X", "", 1, unbounded},
            {"num_evals", "n", "eigenvalue", "Pooled eigenvalues.", "M rf", "", 1, unbounded},
            {"lambda_max", "λ_max", "1", "Largest eigenvalue; of a convolution halved.", "max λ",
             "Half of the true value for convolutions.", 0, unbounded},
            {"alpha", "α", "1", "Exponent of the fitted power law.", "α = 1 + n / Σ ln(x_j / x_min)",
             "Noise alone gives 4 to 58; read spectrum.alpha, which has a p-value and a null.", 1, unbounded, true},
            {"xmin", "x_min", "1", "Where the tail starts.", "argmin D", "", 0, unbounded},
            {"xmax", "x_max", "1", "Largest value of the tail.", "max λ", "", 0, unbounded},
            {"D", "D", "1", "Distance of the tail from its fit, on one side of the steps.", "max |F(x_j) - (j-i)/n|",
             "Smaller than the Kolmogorov-Smirnov distance.", 0, 1},
            {"sigma", "σ", "1", "Standard error of α at this x_min.", "σ = (α-1)/sqrt(n)",
             "Does not contain the choice of x_min.", 0, unbounded},
            {"num_pl_spikes", "n", "eigenvalue", "Eigenvalues in the tail.", "#{λ >= x_min}", "", 0, unbounded},
            {"alpha_weighted", "α̂", "1", "Exponent times log norm.", "α̂ = α log10 λ_max"},
            {"log_alpha_norm", "log α-norm", "1", "Logarithm of the α-norm.", "log10 Σ λ^α"},
            {"log_norm", "log ‖W‖²_F", "1", "Logarithm of the squared Frobenius norm.", "log10 Σ λ"},
            {"log_spectral_norm", "log ‖W‖²", "1", "Logarithm of the largest eigenvalue.", "log10 λ_max"},
            {"stable_rank", "R_s", "1", "Sum over largest eigenvalue.", "Σ λ / λ_max", "", 1, unbounded},
            {"entropy", "S", "1", "Entropy of the shares, over its largest value.",
             "-Σ p ln p / ln rank, p = λ / Σ λ + 1e-10", "The added 1e-10 shifts it in the eighth digit.", 0, 1.0001},
            {"matrix_rank", "rank", "1", "Rank, summed over slices.", "#{s > s_max N ε}", "", 0, unbounded},
            {"sv_min", "s_min", "1", "The largest of the slices' smallest singular values.", "max over slices of min s",
             "Not the smallest singular value where there is more than one slice.", 0, unbounded},
            {"sv_max", "s_max", "1", "Largest singular value.", "sqrt λ_max", "", 0, unbounded},
            {"rank_loss", "M - rank", "1", "Values that are zero to rounding.", "n - rank", "", 0, unbounded},
            {"weak_rank_loss", "N_w", "eigenvalue", "Eigenvalues below 1e-6.", "#{λ < 1e-6}",
             "Depends on the scale of W.", 0, unbounded},
        },
    .reference =
        "C. Martin, T. Peng, M. Mahoney, Predicting trends in the quality of state-of-the-art neural networks (2021); "
        "WeightWatcher 0.7.7",
    .trap = "Eigenvalues of convolutions are halved and slices pooled; no error bar, no null.",
    .cost = "O(O I min(O, I)) a slice",
    .options = &spectrum_options,
};
const Registered<ObservableInfo> entry{info};

}  // namespace
}  // namespace blackbody

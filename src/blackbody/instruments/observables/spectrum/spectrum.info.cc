#include "blackbody/base/quantity.h"
#include "blackbody/instruments/observables/spectrum/spectrum_options.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

/// What is said of the tail of the pooled slices and again of the tail of the unfolded matrix.
std::vector<QuantityInfo> tail_quantities(const std::string& prefix, const std::string& of) {
    return {
        {prefix + "alpha", "α", "1", "Exponent of the power law that fits the upper tail of " + of + " best.",
         "α = 1 + n / Σ ln(λ_j / x_min), x_min = argmin D",
         "A minimum always exists: noise of the same shape has an α too (noise_alpha). Where the tail fails its own "
         "test (p < 0.1, or n < 50) α says nothing; values that differ by rounding alone count as equal.",
         1, unbounded, prefix.empty()},
        {prefix + "alpha_low", "α₋", "1", "Lower end of the 95 % interval of α.",
         "2α - 97.5th percentile of resampled α", "", 1, unbounded},
        {prefix + "alpha_high", "α₊", "1", "Upper end of the 95 % interval of α.",
         "2α - 2.5th percentile of resampled α", "", 1, unbounded},
        {prefix + "xmin", "x_min", "1", "Where the tail starts.", "argmin D over every value", "", 0, unbounded},
        {prefix + "tail_count", "n", "eigenvalue", "Values in the tail.", "#{λ >= x_min}",
         "Below 50 little can be told apart.", 2, unbounded},
        {prefix + "ks_distance", "D", "1", "Two-sided Kolmogorov-Smirnov distance of the tail from its fit.",
         "max |F - E|", "", 0, 1},
        {prefix + "alpha_p_value", "p", "1", "How often a true power law fits as badly; below 0.1 it is ruled out.",
         "(1 + #{D* >= D}) / (1 + draws)", "A large p of a short tail is no support.", 0, 1},
        {prefix + "alpha_supported", "s", "1", "Whether the tail passes its own test: 1, or 0.", "p >= 0.1 and n >= 50",
         "1 says that a power law is possible, not that it is the law.", 0, 1},
    };
}

std::vector<QuantityInfo> quantities() {
    std::vector<QuantityInfo> q = tail_quantities("", "the pooled slices");
    const std::vector<QuantityInfo> rest = {
        {"lognormal_ratio", "R", "1", "Log-likelihood of the power law over the log-normal, in standard errors.",
         "Σ (ln p_power - ln p_lognormal) / (ω sqrt n)", "Never above 0: a log-normal can always do as well."},
        {"lognormal_p_value", "p", "1", "That this ratio is chance.", "erfc(|R| / sqrt 2) (Vuong)", "", 0, 1},
        {"exponential_ratio", "R", "1", "Log-likelihood of the power law over the exponential, in standard errors.",
         "Σ (ln p_power - ln p_exponential) / (ω sqrt n)"},
        {"exponential_p_value", "p", "1", "That this ratio is chance.", "erfc(|R| / sqrt 2) (Vuong)", "", 0, 1},
        {"truncated_ratio", "R", "1",
         "Log-likelihood of the power law over the one with exponential cut-off, in standard errors.",
         "Σ (ln p_power - ln p_truncated) / (ω sqrt n)", "Never above 0: it contains the power law."},
        {"truncated_p_value", "p", "1", "That no cut-off is needed.",
         "erfc(sqrt |Σ(ln p_power - ln p_truncated)|) (Wilks)", "", 0, 1},
        {"noise_alpha", "α₀", "1", "The α of pure Gaussian noise of the same shape.", "mean α of 19 noise spectra",
         "Depends on the whole shape, size as well as aspect ratio: it runs from 2.6 to 12.7 over common ones. "
         "Compare with layers of this shape only.",
         1, unbounded},
        {"noise_alpha_spread", "s(α₀)", "1", "Standard deviation of that α over the noise spectra.", "s.d. of 19 draws",
         "", 0, unbounded},
        {"hill_alpha", "α_H", "1", "Exponent of the upper half of the values.",
         "α with x_min = median (of an even number the upper of the two middle values)",
         "Noise has 2.12 (square) to 4.87 (1 : 10).", 1, unbounded},
        {"alpha_weighted", "α̂", "1", "Exponent times logarithm of the largest value.", "α log10 λ_max"},
        {"log_alpha_norm", "log ‖W‖_α^α", "1", "Logarithm of the α-norm.", "log10 Σ λ^α"},
        {"largest_singular_value", "s_max", "1", "Largest singular value of a slice.", "max sqrt λ", "", 0, unbounded},
        {"smallest_singular_value", "s_min", "1", "Smallest singular value of a slice.", "min sqrt λ", "", 0,
         unbounded},
        {"log_norm", "log ‖W‖²", "1", "Logarithm of the squared Frobenius norm.", "log10 Σ λ"},
        {"stable_rank", "R_s", "1", "How many directions as strong as the strongest would have this norm.",
         "Σ λ / λ_max", "", 1, unbounded, true},
        {"rank", "rank", "eigenvalue", "Singular values above rounding, summed over slices.",
         "#{s > s_max max(O, I) ε}", "ε of the stored type.", 0, unbounded},
        {"entropy", "S", "1", "Entropy of the shares of the values over its largest value.",
         "-Σ p ln p / ln M, p = λ / Σ λ", "Noise has 1 - y/(2 ln M), not 1.", 0, 1.0 + 1e-12, true},
        {"noise_departure", "T", "1",
         "How far the spectrum lies from that of independent entries, by its largest value or by its spread.",
         "max(|s - <s>| / sd(s), |n U - p - 1| / 2), s of Tracy-Widom, U = p Σλ²/(Σλ)² - 1, over slices and unfolding",
         "About 1 for Gaussian noise; heavy tails and loud rows raise it: read it against both nulls.", 0, unbounded},
        {"volume_tail", "f", "1", "Share of the largest values whose product, at mean 1, is 1.",
         "max k: Π λ_j/mean >= 1, over M", "Noise has .73 (square) to .92 (1 : 10).", 0, 1},
        {"unfolded_largest_singular_value", "s_max", "1", "Largest singular value of the unfolded matrix.",
         "max sqrt λ", "", 0, unbounded},
        {"unfolded_stable_rank", "R_s", "1", "Stable rank of the unfolded matrix.", "Σ λ / λ_max", "", 1, unbounded},
        {"unfolded_entropy", "S", "1", "Normalised entropy of the unfolded matrix.", "-Σ p ln p / ln M", "", 0,
         1.0 + 1e-12},
    };
    q.insert(q.end(), rest.begin(), rest.end());
    const std::vector<QuantityInfo> unfolded = tail_quantities("unfolded_", "the unfolded matrix");
    q.insert(q.end(), unfolded.begin(), unfolded.end());
    return q;
}

const ObservableInfo info{
    .name = "spectrum",
    .family = "spectrum",
    .view = View::practical,
    .theory = "",
    .summary = "Singular values of a weight: norms, rank, entropy, and whether the tail is a power law.",
    .needs = "a linear map or convolution (no data)",
    .controls = {"permuted_kernels", "flipped_signs"},
    .quantities = quantities(),
    .reference = "A. Clauset, C. Shalizi, M. Newman, SIAM Review 51 (2009); C. Martin, M. Mahoney (2021)",
    .trap =
        "λ are squared singular values of the plain weight: no halving, no 1/N. A batch norm that is folded into the "
        "weight "
        "changes them all.",
    .cost = "O(O I min(O, I)) a kernel position, and 99 scans for the p-value",
    .options = &spectrum_options,
};
const Registered<ObservableInfo> entry{info};

}  // namespace
}  // namespace blackbody

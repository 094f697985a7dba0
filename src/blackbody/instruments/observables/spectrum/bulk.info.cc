#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

const ObservableInfo info{
    .name = "bulk",
    .family = "spectrum",
    .view = View::machine,
    .theory = "",
    .summary =
        "Noise and signal in a weight: Marchenko-Pastur bulk, spikes with Tracy-Widom p-values, entries that trap "
        "rank.",
    .needs = "a linear map or convolution with at least 4 output and 4 input directions (no data)",
    .controls = {"permuted_kernels"},
    .quantities =
        {
            {"sigma", "σ", "1", "Standard deviation of an entry of the noise.", "σ² = Σ_bulk λ / ((p-k)(n-k))", "", 0,
             kInfinity},
            {"edge_low", "λ₋", "1", "Lower edge of the bulk.", "n σ² (1 - sqrt y)²", "", 0, kInfinity},
            {"edge_high", "λ₊", "1", "Upper edge of the bulk.", "n σ² (1 + sqrt y)²", "", 0, kInfinity},
            {"spikes", "k", "eigenvalue", "Values above what noise reaches.", "#{λ > 99 % point of Tracy-Widom}",
             "A bulk of another shape makes spikes of its shoulder: read bulk_distance against its null.", 0, kInfinity,
             true},
            {"top_score", "s", "1", "Largest value in units of how the edge of noise fluctuates.",
             "s = (λ_max/σ² - μ) / τ", "Noise has -1.2 ± 1.3."},
            {"top_p_value", "p", "1", "That noise alone reaches the largest value.", "1 - F1(s)",
             "Wrong where the entries have heavy tails: read the same score under permuted_kernels.", 0, 1},
            {"top_strength", "θ", "1", "Strength of the largest spike over the noise; visible above y^¼.",
             "λ/(nσ²) = (1+θ²)(y+θ²)/θ²", "", 0, kInfinity},
            {"top_overlap_output", "|<u,û>|²", "1",
             "How much of the spike's true output direction the found one holds.",
             "1 - y(1+θ²)/(θ²(θ²+y)) on the short side", "", 0, 1},
            {"top_overlap_input", "|<v,v̂>|²", "1", "How much of the spike's true input direction the found one holds.",
             "1 - (y+θ²)/(θ²(θ²+1)) on the long side", "", 0, 1},
            {"signal_share", "f", "1", "Share of the squared norm that the best estimate of the signal keeps.",
             "Σ_spikes n σ² ((l-y-1)² - 4y)/l / Σ λ", "", 0, 1, true},
            {"gavish_donoho_rank", "r", "eigenvalue", "Singular values worth keeping by the optimal hard threshold.",
             "#{s > ω(y) median s}", "", 0, kInfinity},
            {"bulk_distance", "D", "1", "Kolmogorov-Smirnov distance of the bulk from its Marchenko-Pastur law.",
             "max |F - E|", "Levels are rigid: noise has about 1/p and not 1/sqrt p. Read its null.", 0, 1, true},
            {"soft_rank", "λ₊/λ_max", "1", "Edge of the bulk over the largest value.", "λ₊ / λ_max", "", 0, kInfinity},
            {"entry_kurtosis", "κ", "1", "Excess kurtosis of the entries; 0 for a Gaussian.", "<w⁴>/<w²>² - 3",
             "Far above 0 Tracy-Widom does not hold.", -2, kInfinity},
            {"large_entries", "m", "weight", "Entries so large that each alone makes a spike.",
             "#{|w| > σ sqrt(n) y^¼}", "", 0, kInfinity},
            {"trap_score", "s", "1",
             "Score of the largest value after the entries were shuffled; a spike that survives is a trap.",
             "median of 3 shuffles", "Noise has -1.2 ± 1.3."},
            {"trap_p_value", "p", "1", "That shuffled entries of noise reach this far.", "1 - F1(trap_score)", "", 0,
             1},
        },
    .reference = "I. Johnstone (2001); J. Baik, G. Ben Arous, S. Péché (2005); M. Gavish, D. Donoho (2014, 2017); ours",
    .trap = "Measured on the unfolded matrix, whose noise is taken to have one variance for all kernel positions.",
    .cost = "one Gram matrix and its decomposition, four times",
};
const Registered<ObservableInfo> entry{info};

}  // namespace
}  // namespace blackbody

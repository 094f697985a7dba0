#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

const ObservableInfo info{
    .name = "bulk",
    .family = "spectrum",
    .view = View::practical,
    .theory = "",
    .summary =
        "Noise and signal in a weight: Marchenko-Pastur bulk, spikes with Tracy-Widom p-values, outlier entries.",
    .needs = "a linear map or convolution with at least 4 output and 4 input directions (no data)",
    .controls = {"permuted_kernels", "flipped_signs"},
    .quantities =
        {
            {"sigma", "σ", "1", "Standard deviation of an entry of the noise.", "σ² = Σ_bulk λ / ((p-k)(n-k))", "", 0,
             unbounded},
            {"edge_low", "λ₋", "1", "Lower edge of the bulk.", "(n-k) σ² (1 - sqrt y)², y = (p-k)/(n-k)", "", 0,
             unbounded},
            {"edge_high", "λ₊", "1", "Upper edge of the bulk.", "(n-k) σ² (1 + sqrt y)², y = (p-k)/(n-k)", "", 0,
             unbounded},
            {"spikes", "k", "eigenvalue", "Values above what Gaussian noise as strong as the rest reaches.",
             "k taken out one by one while λ > 99 % point of noise (p-k) x (n-k) in its own σ²",
             "Heavy tails and loud rows make spikes of noise: signal only beyond permuted_kernels and flipped_signs. A "
             "bulk of another shape makes spikes of its shoulder: read bulk_distance against its null. The noise is "
             "what is left without the spikes; `learned_modes` of a machine counts against the spread of all entries, "
             "signal included, and so finds fewer.",
             0, unbounded, true},
            {"top_score", "s", "1", "Largest value in units of how the edge of noise of the same norm fluctuates.",
             "s = (λ_max/(Σλ/pn) - μ) / τ, μ and τ of noise measured in its own variance", "Noise has -1.2 ± 1.3."},
            {"top_p_value", "p", "1", "That Gaussian noise alone reaches the largest value.", "1 - F1(s)",
             "Wrong where the entries have heavy tails or rows differ in scale: read top_score against its nulls.", 0,
             1},
            {"top_strength", "θ", "1", "Strength of the largest spike over the noise; visible above y^¼.",
             "λ/(nσ²) = (1+θ²)(y+θ²)/θ²", "", 0, unbounded},
            {"top_overlap_output", "|<u,û>|²", "1",
             "How much of the spike's true output direction the found one holds.",
             "1 - y(1+θ²)/(θ²(θ²+y)) on the short side", "", 0, 1},
            {"top_overlap_input", "|<v,v̂>|²", "1", "How much of the spike's true input direction the found one holds.",
             "1 - (y+θ²)/(θ²(θ²+1)) on the long side", "", 0, 1},
            {"signal_share", "f", "1", "Share of the squared norm that the best estimate of the signal keeps.",
             "Σ_spikes n σ² ((l-y-1)² - 4y)/l / Σ λ", "", 0, 1, true},
            {"gavish_donoho_rank", "r", "eigenvalue", "Singular values worth keeping by the optimal hard threshold.",
             "#{s > ω(y) median s}", "", 0, unbounded},
            {"bulk_distance", "D", "1", "Kolmogorov-Smirnov distance of the bulk from its Marchenko-Pastur law.",
             "max |F - E|", "Levels are rigid: noise has about 1/p and not 1/sqrt p. Read its null.", 0, 1, true},
            {"soft_rank", "λ₊/λ_max", "1", "Edge of the bulk over the largest value.", "λ₊ / λ_max", "", 0, unbounded},
            {"entry_kurtosis", "κ", "1", "Excess kurtosis of the entries; 0 for a Gaussian.", "<w⁴>/<w²>² - 3",
             "Far above 0 Tracy-Widom does not hold. Channels of different scale raise it, as folded batch "
             "normalisation makes them: read channel_kurtosis beside it.",
             -2, unbounded},
            {"channel_kurtosis", "κ_c", "1", "The same with every output channel brought to one norm.",
             "<w⁴>/<w²>² - 3 of w_oi / sqrt(<w_o²>)", "A channel of few entries cannot show a large one.", -3,
             unbounded},
            {"outlier_entries", "m", "weight",
             "Outlier entries: so large, for the bulk and for their own row and column, that each alone makes a spike.",
             "#{|w_oi| > (p n)^¼ max(σ, σ_o, σ_i)}, σ_o, σ_i = median |w| / .6745 of the row and the column",
             "Small matrices of noise have some: (p n)^¼ is 2.8 at 8 x 8. Transformers have some and need them.", 0,
             unbounded},
            {"top_entry_share", "f_e", "1", "Share of the strongest direction that lies on the outlier entries.",
             "Σ_large u_o² v_i²", "1 for a direction that is one entry, about m/(p n) for one that is spread.", 0,
             1.0 + 1e-9},
            {"clipped_score", "s_c", "1", "Score of the largest value when the outlier entries are clipped.",
             "top_score of W with w_oi -> ±(p n)^¼ max(σ, σ_o, σ_i)",
             "Above 2.02 another direction stands out without them."},
        },
    .reference = "I. Johnstone (2001); J. Baik, G. Ben Arous, S. Péché (2005); M. Gavish, D. Donoho (2014, 2017); ours",
    .trap =
        "Measured on the unfolded matrix, whose noise is taken to have one variance for all kernel positions. Where "
        "half "
        "of the values stand out there is no bulk, and nothing is said.",
    .cost = "one decomposition with vectors; where entries are outliers one more without",
};
const Registered<ObservableInfo> entry{info};

}  // namespace
}  // namespace blackbody

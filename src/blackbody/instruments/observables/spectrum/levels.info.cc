#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

const ObservableInfo info{
    .name = "levels",
    .family = "spectrum",
    .view = View::practical,
    .theory = "",
    .summary =
        "Whether singular values repel each other, and singular vectors are spread, as those of a random matrix.",
    .needs = "a linear map or convolution with at least 4 output and 4 input directions (no data)",
    .controls = {"permuted_kernels"},
    .quantities =
        {
            {"spacing_ratio", "⟨r⟩", "1",
             "Mean ratio of neighbouring spacings, within each slice, averaged over slices.",
             "r_i = min(s_i, s_{i+1}) / max(s_i, s_{i+1})",
             "Independent levels .386, random real matrices .531, complex ones .600. Pooled slices would read .39 "
             "whatever they are. The error counts that neighbouring ratios share a spacing.",
             0, 1, true},
            {"unfolded_spacing_ratio", "⟨r⟩", "1", "The same for the unfolded matrix.",
             "r_i = min/max of neighbouring spacings", "", 0, 1},
            {"localised_output", "f", "1",
             "Share of output-side singular vectors more localised than 99 % of random ones.",
             "#{p < 0.01} / K, p from Σ u⁴", "A random matrix has 0.01.", 0, 1, true},
            {"localised_input", "f", "1",
             "Share of input-side singular vectors more localised than 99 % of random ones.",
             "#{p < 0.01} / K, p from Σ v⁴", "A random matrix has 0.01.", 0, 1, true},
            {"top_participation_output", "P/P₀", "1",
             "Localisation of the strongest output vector over that of a random one.", "Σ u⁴ (n+2) / 3", "", 0,
             unbounded},
            {"top_participation_input", "P/P₀", "1",
             "Localisation of the strongest input vector over that of a random one.", "Σ v⁴ (n+2) / 3", "", 0,
             unbounded},
            {"top_p_value_output", "p", "1",
             "That a random vector is at least as localised as the strongest output vector.",
             "share of 999 random vectors", "", 0, 1},
            {"top_p_value_input", "p", "1",
             "That a random vector is at least as localised as the strongest input vector.",
             "share of 999 random vectors", "", 0, 1},
            {"entropy_deficit_output", "ΔH", "nat", "Entropy of output vectors below that of random ones, averaged.",
             "ψ(n/2+1) - ψ(3/2) + mean Σ u² ln u²"},
            {"entropy_deficit_input", "ΔH", "nat", "Entropy of input vectors below that of random ones, averaged.",
             "ψ(n/2+1) - ψ(3/2) + mean Σ v² ln v²"},
        },
    .reference =
        "V. Oganesyan, D. Huse (2007); C. Porter, R. Thomas (1956); M. Thamm, M. Staats, B. Rosenow, arXiv 2203.14661",
    .trap = "Repelling levels say that the matrix is generic, not that it is untrained: trained bulks repel too.",
    .cost = "one decomposition with vectors",
};
const Registered<ObservableInfo> entry{info};

}  // namespace
}  // namespace blackbody

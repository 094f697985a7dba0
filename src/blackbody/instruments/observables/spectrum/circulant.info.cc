#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

const ObservableInfo info{
    .name = "circulant",
    .family = "spectrum",
    .view = View::practical,
    .theory = "",
    .summary =
        "Gains of a convolution as an operator on whole images: its true singular values at the image size that it "
        "sees.",
    .needs = "a convolution whose input size is known (no data)",
    .controls = {"permuted_kernels"},
    .quantities =
        {
            {"gain_max", "σ_max", "1", "Largest gain of the convolution for any image: its norm.", "max_k σ_max(T(k))",
             "Of the linear map alone; the product over layers bounds the network's Lipschitz constant, loosely.", 0,
             unbounded, true},
            {"gain_rms", "σ_rms", "1", "Gain for white noise.", "sqrt(mean σ²)", "", 0, unbounded},
            {"stable_rank_share", "R_s/n", "1", "Stable rank over the number of singular values.", "mean σ² / σ_max²",
             "", 0, 1.0 + 1e-12},
            {"gain_min", "σ_min", "1", "Smallest gain of the directions that can be told apart.", "min_k σ_min(T(k))",
             "", 0, unbounded},
            {"entropy", "S", "1", "Entropy of the shares of σ² over its largest value.",
             "-Σ p ln p / ln n, p = σ² / Σ σ²", "", 0, 1.0 + 1e-12},
            {"wave_number_max", "|k|", "rad/px", "Wave number at which the gain is largest.", "|argmax_k σ_max(T(k))|",
             "0 for a smoothing layer, π√2 at the corner of the zone.", 0, 4.4428829381583661},
            {"norm_over_unfolded", "σ_max/s_max", "1", "Norm over the largest singular value of the unfolded matrix.",
             "σ_max / s_max", "At most sqrt(Y X).", 0, unbounded},
            {"spacing_ratio", "⟨r⟩", "1", "Mean ratio of neighbouring spacings within a wave vector.",
             "r_i = min(s_i, s_{i+1}) / max(s_i, s_{i+1})",
             "T(k) is complex: a random one has .600; pooled over wave vectors it would read .39. Neighbouring wave "
             "vectors tell the same again: the error counts Y X / 2 of them.",
             0, 1},
        },
    .reference = "H. Sedghi, V. Gupta, P. Long, The singular values of convolutional layers (ICLR 2019)",
    .trap =
        "Periodic borders; zero padding is not represented. Nulls are drawn on a lattice of at most 3 x 3 wave "
        "vectors, and "
        "the value beside them too.",
    .cost = "O(H W c³ / 2) for c channels; coarser lattice, and a note, above 4e10 operations",
};
const Registered<ObservableInfo> entry{info};

}  // namespace
}  // namespace blackbody

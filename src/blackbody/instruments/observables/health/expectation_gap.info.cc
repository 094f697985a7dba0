#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

const ObservableInfo expectation_gap{
    .name = "expectation_gap",
    .family = "health",
    .view = View::practical,
    .theory = "M7",
    .summary = "What a batch normalisation really sees, against the running statistics that training stored in it.",
    .needs = "the states that feed a batch normalisation which is not folded away",
    .controls = {},
    .quantities =
        {
            {.name = "shift",
             .symbol = "s",
             .unit = "1",
             .meaning = "How far the mean of a channel lies from the expected one, in expected standard deviations.",
             .formula = "root mean square over channels of s_c = (⟨x_c⟩ - μ_c)/σ_c",
             .trap = "Deep sites inherit the shift of earlier ones: read the first.",
             .low = 0,
             .profile = true},
            {.name = "log_variance_ratio",
             .symbol = "ln v",
             .unit = "nat",
             .meaning = "Whether channels vary more (above 0) or less than expected.",
             .formula = "mean over channels of ln v_c, v_c = Var x_c/σ_c²",
             .trap = "Opposite channels cancel: divergence does not."},
            {.name = "divergence",
             .symbol = "D",
             .unit = "nat",
             .meaning = "Divergence of the channel's values from what was expected, both taken as normal, a channel.",
             .formula = "mean over channels of (v_c + s_c² - 1 - ln v_c)/2",
             .trap = "Never 0 on finite data: compare with divergence_floor.",
             .low = 0,
             .profile = true},
            {.name = "divergence_floor",
             .symbol = "D₀",
             .unit = "nat",
             .meaning = "The divergence that sampling alone would show on this much data.",
             .formula = "mean over channels of (δs_c² + (δ ln v_c)²/2)/2 with the sampling errors δ",
             .trap = "The noise of the running statistics themselves comes on top; their file does not tell it.",
             .low = 0},
            {.name = "mean_gap",
             .symbol = "Z_s",
             .unit = "1",
             .meaning = "Shift in units of the spread of that channel's mean from sample to sample: above 1 a typical "
                        "sample is stranger to the network than samples are to each other.",
             .formula = "√ mean_c max(0, s_c² - δs_c²)/(N δs_c²), N = number of samples",
             .trap = "Below 1 does not mean unnoticed: accuracy can suffer earlier.",
             .low = 0},
            {.name = "variance_gap",
             .symbol = "Z_v",
             .unit = "1",
             .meaning = "The same of the logarithm of the variance.",
             .formula = "√ mean_c max(0, ln² v_c - (δ ln v_c)²)/(N (δ ln v_c)²)",
             .low = 0},
            {.name = "shifted_channels",
             .symbol = "C_s",
             .unit = "channel",
             .meaning = "Channels whose mean or variance lies beyond its sampling error.",
             .formula = "#{c: |s_c| > t δs_c or |ln v_c| > t δ ln v_c}, t two-sided 1 % (Student, one degree less than "
                        "blocks; 2.95 for 16)",
             .trap = "By chance one channel in fifty; with enough data every channel.",
             .low = 0},
        },
    .reference = "ours; S. Ioffe and C. Szegedy, arXiv:1502.03167 (2015) for the running statistics",
    .trap =
        "No nulls: permuted kernels would not own these statistics, and permuted pixels are unlike any training data "
        "by "
        "construction, so neither says what a fitting input would read. The bound is the sampling error.",
    .cost = "O(N U), one pass",
};
const Registered<ObservableInfo> entry{expectation_gap};

}  // namespace
}  // namespace blackbody

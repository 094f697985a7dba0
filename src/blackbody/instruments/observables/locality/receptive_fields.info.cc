#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

const ObservableInfo info{
    .name = "receptive_fields",
    .family = "locality",
    .view = View::world,
    .theory = "W4",
    .summary = "What part of the image each unit looks at: size, spread and smoothness of its weights as a picture.",
    .needs = "a linear map from an image to at least two units, as from the pixels of a Boltzmann machine (no data)",
    .controls = {"permuted_kernels"},
    .quantities = {{.name = "participation",
                    .symbol = "P",
                    .unit = "px",
                    .meaning = "How many pixels a unit's weight spreads over, median over units.",
                    .formula = "P_j = (Σ_i w_ij²)² / Σ_i w_ij⁴",
                    .trap = "Independent normal weights read a third of the pixels, equal ones all.",
                    .low = 1,
                    .profile = true},
                   {.name = "participation_q10",
                    .symbol = "P",
                    .unit = "px",
                    .meaning = "The same, 0.1 quantile over units.",
                    .formula = "P_j = (Σ_i w_ij²)² / Σ_i w_ij⁴",
                    .low = 1},
                   {.name = "participation_q90",
                    .symbol = "P",
                    .unit = "px",
                    .meaning = "The same, 0.9 quantile over units.",
                    .formula = "P_j = (Σ_i w_ij²)² / Σ_i w_ij⁴",
                    .low = 1},
                   {.name = "sparsity",
                    .symbol = "p",
                    .unit = "1",
                    .meaning =
                        "Share of the pixels that a unit uses, mean over units: small in the compositional phase.",
                    .formula = "p = mean_j P_j / V",
                    .trap = "Says nothing of where these pixels are: compare the radius.",
                    .low = 0,
                    .high = 1},
                   {.name = "radius",
                    .symbol = "r",
                    .unit = "px",
                    .meaning = "Spread of a unit's weight about its centre on the image, median over units.",
                    .formula = "r_j² = Σ_i w_ij² |x_i - c_j|² / Σ_i w_ij², c_j = Σ_i w_ij² x_i / Σ_i w_ij²",
                    .trap = "Two far spots read a large radius: look at the sheet.",
                    .low = 0},
                   {.name = "smoothness",
                    .symbol = "ρ",
                    .unit = "1",
                    .meaning = "Likeness of neighbouring pixels of a field, median over units.",
                    .formula = "ρ_j = mean over neighbours of w_a w_b / mean over pixels of w²",
                    .low = -infinity,
                    .high = infinity},
                   {.name = "overlap",
                    .symbol = "|cos|",
                    .unit = "1",
                    .meaning = "Likeness of two units' fields, mean over pairs: copies of one feature read 1.",
                    .formula = "mean over pairs j < k of |w_j·w_k| / (|w_j| |w_k|)",
                    .trap = "Independent fields of V pixels read √(2/(π V)), not 0.",
                    .low = 0,
                    .high = 1},
                   {.name = "silent_units",
                    .symbol = "M_0",
                    .unit = "unit",
                    .meaning = "Units all of whose weights are 0: left out of the other numbers.",
                    .formula = "#{j : w_j = 0}",
                    .low = 0}},
    .reference =
        "Tubiana and Monasson, Emergence of compositional representations in restricted Boltzmann machines "
        "(Phys. Rev. Lett. 118, 138301, 2017)",
    .trap = "Weights are not responses: a field of large weights on pixels that are always black does nothing.",
    .cost = "O(V M²) once, nothing sampled"};
const Registered<ObservableInfo> entry{info};

}  // namespace
}  // namespace blackbody

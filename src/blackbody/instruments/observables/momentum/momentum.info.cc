#include <numbers>

#include "blackbody/base/quantity.h"
#include "blackbody/util/registry.h"

namespace blackbody {

namespace {

constexpr double zone_corner = std::numbers::pi * std::numbers::sqrt2;  // the largest |k| [rad/px]

/// Median and outer deciles over the channels of one quantity of a channel.
struct Spread {
    std::string name, symbol, unit, meaning, formula, trap;
    double low, high;
    bool profile;
};

void add(const Spread& of, std::vector<QuantityInfo>& quantities) {
    const std::string over = " over channels that are not silent";
    quantities.push_back({.name = of.name,
                          .symbol = of.symbol,
                          .unit = of.unit,
                          .meaning = of.meaning + " Median over channels.",
                          .formula = "median" + over + " of " + of.formula,
                          .trap = of.trap,
                          .low = of.low,
                          .high = of.high,
                          .profile = of.profile});
    for (const auto& [suffix, words] : {std::pair{"_q10", "0.1 quantile"}, std::pair{"_q90", "0.9 quantile"}})
        quantities.push_back(
            {.name = of.name + suffix,
             .symbol = of.symbol,
             .unit = of.unit,
             .meaning = "The same, " + std::string(words) + over + ".",
             .formula = std::string(words) + over + " of " + of.formula + ", linear between order statistics",
             .trap = of.trap,
             .low = of.low,
             .high = of.high});
}

std::vector<QuantityInfo> quantities() {
    std::vector<QuantityInfo> all{
        {.name = "bits",
         .symbol = "I",
         .unit = "bit",
         .meaning = "What the loudest channel tells about the wave vector of an unpolarised plane wave: the layer as a "
                    "spectrometer.",
         .formula = "I = H(c) - H(c|k), c(k) = argmax_c e_c(k), k uniform on the midpoints of a 64 x 64 grid of the "
                    "Brillouin zone "
                    "(32 x 32 for nulls); m tied winners share a cell and cost log2 m",
         .trap = "Any bank of different kernels scores bits, random ones too: read it against both nulls. The loudest "
                 "channel is "
                 "decided by gain as well as by shape: a loud channel hides quiet ones.",
         .low = 0,
         .profile = true},
        {.name = "bits_ceiling",
         .symbol = "log2 C",
         .unit = "bit",
         .meaning = "The most bits that this number of channels could give: each winning an equal part of the zone.",
         .formula = "log2 of the number of output channels",
         .low = 0},
        {.name = "winning_channels",
         .symbol = "C_w",
         .unit = "channel",
         .meaning = "Channels that answer loudest to some wave vector.",
         .formula = "number of channels that win at least one cell of the grid",
         .low = 0},
        {.name = "silent_channels",
         .symbol = "C_0",
         .unit = "channel",
         .meaning = "Channels whose kernels are all zero; they have no other number and are left out of medians.",
         .formula = "number of c with Σ w_c² = 0",
         .low = 0},
        {.name = "alignment",
         .symbol = "A",
         .unit = "1",
         .meaning = "Whether the layer as a whole prefers one direction of waves: 0 none, 1 all channels the same.",
         .formula =
             "(λ1 - λ2) / (λ1 + λ2) of Σ_c c_c n_c n_cᵀ / Σ_c c_c, n_c and c_c direction and coherence of channel c",
         .low = 0,
         .high = 1},
        {.name = "aliased_share",
         .symbol = "1 - η",
         .unit = "1",
         .meaning = "Share of the energy that the stride aliases to wrong wave vectors, for white input; only where "
                    "there is a stride.",
         .formula = "1 - ∫_{|k_i| < π/s_i} Σ_c e_c dk / ∫ Σ_c e_c dk, in closed form from the kernels' autocorrelation",
         .trap = "Real images have less energy at high wave vectors than white noise, so less is aliased in use. "
                 "Without a shape a "
                 "kernel aliases 1 - 1/(s_y s_x).",
         .low = 0,
         .high = 1}};
    add({.name = "centre",
         .symbol = "<|k|>",
         .unit = "rad/px",
         .meaning = "The wave number that a channel answers to: energy-weighted mean.",
         .formula = "<|k|> with weight e_c(k) on 64 x 64 wave vectors of the Brillouin zone (the same over any half of "
                    "it, since e(-k) = e(k))",
         .trap = "A kernel that passes everything alike reads 2.404, half-way up the zone, and carries no momentum.",
         .low = 0,
         .high = zone_corner,
         .profile = true},
        all);
    add({.name = "bandwidth",
         .symbol = "σ_k",
         .unit = "rad/px",
         .meaning = "How sharply a channel picks its wave vector: spread about its mean over the half-plane.",
         .formula = "sqrt(<|k|²> - |<k>_+|²), <k>_+ the mean over k·u > 0, u the principal axis of <k kᵀ>",
         .trap = "Small kernels cannot be sharp: a kernel of n px has a bandwidth of about 1/n at best. Without a "
                 "direction the "
                 "choice of half-plane is a matter of taste.",
         .low = 0,
         .high = zone_corner,
         .profile = true},
        all);
    add({.name = "coherence",
         .symbol = "γ",
         .unit = "1",
         .meaning = "How much a channel prefers waves along one direction: 0 none, 1 only that one (stripes).",
         .formula = "(λ1 - λ2) / (λ1 + λ2) of <k kᵀ>, exact",
         .trap = "Random kernels are far from 0: read it against the null.",
         .low = 0,
         .high = 1,
         .profile = true},
        all);
    add({.name = "even",
         .symbol = "P_+",
         .unit = "1",
         .meaning =
             "Share of a channel's kernels that is even about the middle (blobs, bars); the rest is odd (edges).",
         .formula = "Σ |w(r) + w(-r)|² / (4 Σ w²)",
         .trap = "Random n x n kernels read (n² + 1) / (2 n²) for odd n (5/9 for 3 x 3) and 1/2 for even n.",
         .low = 0,
         .high = 1,
         .profile = true},
        all);
    add({.name = "dc",
         .symbol = "P_0",
         .unit = "1",
         .meaning =
             "Share of a channel's kernels that is constant over the kernel: it answers to brightness and to no wave.",
         .formula = "Σ_i (Σ_r w)² / (Y X Σ_i Σ_r w²)",
         .trap = "Random kernels read 1 / (Y X).",
         .low = 0,
         .high = 1,
         .profile = true},
        all);
    return all;
}

const ObservableInfo info{
    .name = "momentum",
    .family = "momentum",
    .view = View::micro,
    .theory = "M2",
    .summary =
        "Which wave vectors a convolution answers to, and how much its loudest channel tells about the wave vector.",
    .needs = "a convolution with a kernel larger than one pixel",
    .controls = {"random_kernels", "amplitude_matched_kernels"},
    .quantities = quantities(),
    .reference =
        "ours, after D. Lei, X. Chen, J. Zhao, Opening the black box of deep learning (arXiv:1805.08355), conclusion "
        "6; "
        "structure tensor: J. Bigun, G. Granlund, Optimal orientation detection of linear symmetry, ICCV 1987",
    .trap =
        "A transfer function belongs to the linear map alone: what the layer does to the wave vectors that really "
        "arrive "
        "depends on them and on the nonlinearity. Zero padding at the border is not part of it.",
    .cost = "O(O I (Y X)²) + O(O (Y X) 64²/2), nothing sampled"};
const Registered<ObservableInfo> entry{info};

}  // namespace

}  // namespace blackbody

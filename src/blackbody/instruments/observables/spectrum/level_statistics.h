#pragma once
/// Do neighbouring levels repel? The ratio of consecutive spacings, which needs no unfolding.
///
///   r_i = min(s_i, s_{i+1}) / max(s_i, s_{i+1}),  s_i = x_{i+1} - x_i;   ⟨r⟩ their mean
///
/// Independent levels (Poisson) have 2 ln 2 - 1 = .3863, real random matrices (GOE) .5307, complex ones (GUE) .5996.
/// Trap:  pooled spectra of several matrices read .39 whatever they are: a slice knows nothing of the others. So ⟨r⟩ is
///        taken within a slice, or within a frequency, and then averaged.
/// Error: neighbouring ratios share a spacing and so rise and fall together, by ρ = .237 (GOE), .155 (Poisson), and no
///        others do: the variance of the mean is s² (1 + 2ρ)/n. Few ratios do not know their own s², so twenty of the
///        law are added to theirs (.0650 and .0783). Chosen by simulation, counted in level_statistics.rates.cc.
/// Ref:   Oganesyan, Huse (2007); Atas, Bogomolny, Giraud, Roux (2013).
#include <cstdint>
#include <span>

namespace blackbody {

struct SpacingRatio {
    double sum = 0, squares = 0;
    std::int64_t count = 0, neighbours = 0;  ///< ratios, and pairs of them that share a spacing
    /// Adds the ratios of one matrix. `levels` ascending; equal levels three in a row have no ratio.
    void add(std::span<const double> levels);
    double mean() const { return sum / static_cast<double>(count); }
    double standard_error() const;
    static constexpr int degrees = 1000;  ///< of freedom: the error is that of a law, not of these few ratios
};

constexpr double poisson_ratio = 0.38629436111989062;  ///< 2 ln 2 - 1
constexpr double goe_ratio = 0.5307;                   ///< large N (Atas et al.)
constexpr double gue_ratio = 0.5996;

}  // namespace blackbody

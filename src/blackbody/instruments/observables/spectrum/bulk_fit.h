#pragma once
/// Bulk and spikes: the part of a spectrum that noise would make, and the values that it would not.
///
/// Fit:   with k spikes taken out, σ² is the sum of the values left over (p-k)(n-k) degrees of freedom. From k = 0 on
///        the largest value left is taken out while it lies above the 99 % point of noise, p-k by n-k, that is measured
///        in its own σ² (noise_ratio_edge). Noise so has a spike in 1 % of matrices. Where half of the values go, there
///        is no bulk that the others could stand out from: no fit.
/// Spike: W = σ (noise + sqrt(n) θ u vᵀ). With l = λ/(nσ²) and y = p/n a spike stands out iff θ > y^¼, and then
///        l = (1+θ²)(y+θ²)/θ²,  |<u,û>|² = 1 - y(1+θ²)/(θ²(θ²+y)),  |<v,v̂>|² = 1 - (y+θ²)/(θ²(θ²+1))     (u in R^p)
/// Best estimate of the spike's singular value (Frobenius loss):  σ sqrt(n) sqrt((l-y-1)² - 4y) / sqrt(l).
/// Shapes: λ ascending, min(p, n) values of a p x n matrix.
/// Trap:   a bulk that is not Marchenko-Pastur (read `distance` against its null) makes spikes of its own shoulder.
///         Many spikes of one strength (a quarter of a square matrix) hide one another: they are most of σ².
/// Ref:    Baik, Ben Arous, Péché (2005); Benaych-Georges, Nadakuditi (2012); Gavish, Donoho (2014, 2017); Kritchman,
/// Nadler (2009).
#include <cstdint>
#include <span>
#include <vector>

namespace blackbody {

/// The strength of a spike and how much of its direction the noise left.
struct Spike {
    double lambda;                       ///< squared singular value as found
    double p_value;                      ///< of a value this far out, were it noise
    double theta;                        ///< strength over noise
    double overlap_short, overlap_long;  ///< |<u,û>|², |<v,v̂>|²
    double shrunken;                     ///< best estimate of the squared singular value without noise
};

struct BulkFit {
    std::int64_t rows = 0, columns = 0;  ///< short side p, long side n
    double sigma = 0;                    ///< standard deviation of a noise entry
    double low = 0, high = 0;            ///< edges of the bulk, in units of λ
    double threshold = 0;                ///< 99 % point of the largest noise value, in units of λ
    double top_score = 0;                ///< Tracy-Widom score of the largest value, σ² that of the whole matrix
    double distance = 0;                 ///< Kolmogorov-Smirnov distance of the bulk from its Marchenko-Pastur law
    std::vector<Spike> spikes{};         ///< largest first
};

/// A matrix with fewer than 4 levels, with no noise at all (σ = 0), or of whose values half stand out has no fit:
/// throws NumericalError. `beta`: 1 for a real matrix, 2 for a complex one.
BulkFit fit_bulk(std::span<const double> lambda, std::int64_t rows, std::int64_t columns, int beta = 1);

/// Score of the largest value of a rows x columns matrix among noise of the same norm: above 2.0234 in 1 % of noise.
double top_score(std::span<const double> lambda, std::int64_t rows, std::int64_t columns, int beta = 1);

/// θ, overlaps and shrinkage of a value l = λ/(nσ²) at aspect ratio y; θ = 0 at and below the edge.
Spike spike_at(double l, double y);

/// Singular values above ω(y) times the median one: the best hard threshold where the noise is not known.
std::int64_t gavish_donoho_rank(std::span<const double> lambda, std::int64_t rows, std::int64_t columns);
/// ω(y) = λ*(y) / sqrt(median of Marchenko-Pastur), λ*(y)² = 2(y+1) + 8y / (y+1+sqrt(y²+14y+1)).
double gavish_donoho_factor(double y);

}  // namespace blackbody

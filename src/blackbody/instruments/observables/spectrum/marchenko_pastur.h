#pragma once
/// Marchenko-Pastur law: the eigenvalues of (1/n) W Wᵀ for a p x n matrix of independent entries of variance σ².
///
///   density(x) = sqrt((x₊ - x)(x - x₋)) / (2π σ² y x),  x± = σ² (1 ± sqrt y)²,  y = p/n <= 1
///
/// Moments over σ^2k: 1, 1+y, 1+3y+y², 1+6y+6y²+y³.  y = 1 is the quarter circle of the singular values.
/// Trap:  it is the limit for entries of equal variance; a kernel whose centre is stronger than its rim widens the
///        bulk.
/// Ref:   Marchenko, Pastur (1967).
namespace blackbody {

struct MarchenkoPastur {
    double y = 1;       ///< aspect ratio p/n in (0, 1]
    double sigma2 = 1;  ///< variance of an entry

    double low() const;   ///< x₋
    double high() const;  ///< x₊
    double density(double x) const;
    double cdf(double x) const;
    double quantile(double p) const;
};

}  // namespace blackbody

#pragma once
/// Tracy-Widom laws of real (β = 1) and complex (β = 2) matrices: how the largest eigenvalue of pure noise fluctuates
/// about the edge.
///
///   F1(s) = det(1 - B_s),  B_s(x, y) = Ai(x + y + s) on L²(0, ∞)          (Ferrari, Spohn 2005)
///   F2(s) = det(1 - B_s²) = det(1 - B_s) det(1 + B_s)                      (B² is the Airy kernel)
///
/// The determinant is taken by Gauss-Legendre quadrature (Bornemann 2010) at the nodes of a Chebyshev interpolant,
/// once. For a p x n matrix of independent Gaussian entries of variance σ² the score
///   s = (λ_max/σ² - μ) / τ,  μ = (sqrt(n-½) + sqrt(p-½))²,  τ = sqrt(μ) (1/sqrt(n-½) + 1/sqrt(p-½))^(1/3) (Johnstone;
///   Ma)
/// follows F1 to O(min(n,p)^(-2/3)). Complex entries of E|w|² = σ²: without the halves, F2 (Johansson 2000).
///
/// Trap:  entries with heavy tails break it: look at the score of the same weight with its entries permuted.
/// Cost:  about 30 ms at the first call, then 50 ns.
#include <cstdint>

namespace blackbody {

/// P(S <= s).
double tracy_widom_cdf(double s, int beta = 1);
/// P(S > s), with full relative accuracy far out.
double tracy_widom_tail(double s, int beta = 1);
/// s with P(S <= s) = p, 1e-6 < p < 1 - 1e-6.
double tracy_widom_quantile(double p, int beta = 1);

/// Ai(x), x > -20.
double airy(double x);

/// Centre and scale of λ_max / σ² of a rows x columns noise matrix.
struct EdgeScale {
    double centre, width;
};
EdgeScale noise_edge(std::int64_t rows, std::int64_t columns, int beta = 1);

/// The same of λ_max / σ² where σ² is the mean square entry of the very matrix, as it is where nothing else is known.
/// The largest value is part of that mean, so the ratio fluctuates less (Nadler 2011): U = λ_max/σ̂² and σ̂² are
/// independent, and the moments of λ_max are the products of theirs. The scale is narrowed by 8/(rows·columns), chosen
/// by simulation, so that in noise from 8 x 8 on between .5 and 1.5 % of matrices lie above the 99 % point of the law.
EdgeScale noise_ratio_edge(std::int64_t rows, std::int64_t columns, int beta = 1);

}  // namespace blackbody

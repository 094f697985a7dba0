#pragma once
/// The spectrum of pure noise without making the noise: squared singular values of a p x n matrix of independent
/// standard normal entries, drawn from its bidiagonal form, whose entries are independent χ variables.
///
/// Cost:  O(p²) a draw (a matrix and its decomposition cost O(p² n)).
/// Ref:   Dumitriu, Edelman, "Matrix models for beta ensembles" (2002); Reinsch's rational QL for the eigenvalues.
#include <cstdint>
#include <vector>

#include "blackbody/util/rng.h"

namespace blackbody {

/// min(rows, columns) values, ascending, added to the end of `lambda`.
/// `beta`: 1 for real entries, 2 for complex ones with E|w|² = 2.
void draw_noise_spectrum(std::int64_t rows, std::int64_t columns, Random& random, std::vector<double>& lambda,
                         int beta = 1);

/// Eigenvalues, ascending, of the symmetric tridiagonal matrix with this diagonal and these squared off-diagonals
/// (one fewer). Overwrites both; the result is `diagonal`.
void tridiagonal_eigenvalues(std::vector<double>& diagonal, std::vector<double>& squared_off_diagonal);

}  // namespace blackbody

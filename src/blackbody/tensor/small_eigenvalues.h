#pragma once
/// Eigenvalues of many small symmetric matrices at once: one matrix a SIMD lane, all lanes in step.
///
/// Householder reduction to tridiagonal form, then the rational QL iteration (Reinsch 1973). Every matrix sees the same
/// operations whatever stands beside it, so results do not depend on the grouping. Errors are about n ε λ_max, as
/// LAPACK's. Meant for n <= 128, where a library call a matrix costs more than the arithmetic; larger ones belong to
/// LAPACK.
#include <cstdint>

namespace blackbody {

/// matrices [count, n, n], row-major and symmetric (the lower triangles are read) → values [count, n], ascending.
void small_symmetric_eigenvalues(std::int64_t count, std::int64_t n, const double* matrices, double* values);

}  // namespace blackbody

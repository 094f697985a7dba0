#pragma once
/// Spectra of real and complex matrices, in double precision, by the cheapest way that keeps the digits.
///
/// The squared singular values of A [P, Q] are the eigenvalues of its Gram matrix on the short side, A A† or A† A. In
/// double the Gram matrix costs a third of an SVD and errs by about 1e-16 λ_max per value; where a value lies so low
/// that this would eat half of its digits (λ_min < 1e-9 λ_max), that matrix goes through an SVD instead. Numbers that
/// were stored as float32 or shorter are known to 6e-8 only: below λ_min = 1e-12 λ_max that leaves σ_min itself a doubt
/// of some per cent, where the Gram matrix errs by 1e-4, so for them the border lies there.
#include <ATen/core/Tensor.h>

#include <vector>

namespace blackbody {

/// A [..., P, Q] of any real or complex type → squared singular values, double [..., min(P, Q)], each row ascending.
/// `stored` is the type that the numbers come from, where that is shorter than a's own.
at::Tensor squared_singular_values(const at::Tensor& a);
at::Tensor squared_singular_values(const at::Tensor& a, at::ScalarType stored);

/// Singular system of A [P, Q], K = min(P, Q), A = Σ_k sqrt(λ_k) u_k v_k†, λ ascending.
struct SingularSystem {
    at::Tensor lambda;  ///< double [K]
    at::Tensor left;    ///< [P, K], columns u_k
    at::Tensor right;   ///< [Q, K], columns v_k
};
SingularSystem singular_system(const at::Tensor& a);

/// The values of a real tensor as doubles, row-major.
std::vector<double> to_doubles(const at::Tensor& t);

}  // namespace blackbody

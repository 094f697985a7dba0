#pragma once
/// How large a tensor is, and how far two are apart.
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/max.h>

namespace blackbody::testing {

/// The largest modulus.
inline double largest(const at::Tensor& x) { return x.abs().max().item<double>(); }

inline double largest_difference(const at::Tensor& a, const at::Tensor& b) { return largest(a - b); }

}  // namespace blackbody::testing

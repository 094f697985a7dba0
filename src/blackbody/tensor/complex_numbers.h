#pragma once
/// Complex tensors where real ones are usual.
#include <ATen/core/Tensor.h>

namespace blackbody {

/// On the CPU in double precision, real or complex as it was.
at::Tensor in_double(const at::Tensor& a);

/// A weight [O, I, ...] as real double numbers: real ones as they are, complex ones as [O, 2I, ...] with Re and Im as
/// two inputs. Whatever is a sum over inputs of squares, or of real products, then counts a complex entry as |w|²,
/// Re(w* v).
at::Tensor parts_as_inputs(const at::Tensor& weight);

}  // namespace blackbody

#include "blackbody/tensor/complex_numbers.h"

#include <ATen/ops/view_as_real.h>

namespace blackbody {

at::Tensor in_double(const at::Tensor& a) {
    return a.detach().to(at::kCPU, a.is_complex() ? at::kComplexDouble : at::kDouble);
}

at::Tensor parts_as_inputs(const at::Tensor& weight) {
    const at::Tensor w = in_double(weight);
    return w.is_complex() ? at::view_as_real(w).movedim(-1, 2).flatten(1, 2).contiguous() : w;
}

}  // namespace blackbody

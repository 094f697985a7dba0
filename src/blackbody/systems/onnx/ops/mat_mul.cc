#include <ATen/ops/matmul.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

Tensors mat_mul(const Call& call) {
    const at::Tensor a = required(call, 0), b = required(call, 1);
    return {narrow(at::matmul(widen(call, a), widen(call, b)), a.scalar_type())};
}

const Operator record{{.name = "MatMul",
                       .versions = "1-28",
                       .shapes = "A [..., M, K], B [..., K, N] -> Y [..., M, N], NumPy's matmul",
                       .aten = "at::matmul"},
                      mat_mul};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

#include <ATen/ops/matmul.h>

#include "blackbody/systems/onnx/ops/support.h"
#include "blackbody/systems/onnx/sample_axis.h"

namespace blackbody::ops {
namespace {

Tensors mat_mul(const Call& call) {
    const at::Tensor a = required(call, 0), b = required(call, 1);
    return {narrow(at::matmul(widen(call, a), widen(call, b)), a.scalar_type())};
}

/// Rows of A by a matrix that all share, or a stack of matrices by another, a matrix a sample.
bool keeps_samples_apart(const SampleAxis& samples) {
    if (!samples.enters(1)) return samples.rank(1) <= 2 && samples.rank(0) >= 2;
    return samples.enters(0) && samples.rank(0) >= 3 && samples.rank(0) == samples.rank(1);
}

const Operator record{{.name = "MatMul",
                       .versions = "1-28",
                       .shapes = "A [..., M, K], B [..., K, N] -> Y [..., M, N], NumPy's matmul",
                       .aten = "at::matmul"},
                      mat_mul,
                      {.role = OperatorRole::linear_map,
                       .formula = Formula::other,
                       .weight = WeightRule::factor,
                       .host_inputs = 0,
                       .batching = {.rule = BatchRule::judged, .judge = keeps_samples_apart},
                       .axes = AxisRule::product,
                       .bounds = {BoundRule::linear},
                       .folding = Folding::always,
                       .storage = Storage::own,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

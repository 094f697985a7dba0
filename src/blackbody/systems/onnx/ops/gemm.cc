#include <ATen/ops/equal.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>

#include "blackbody/systems/onnx/ops/support.h"
#include "blackbody/systems/onnx/sample_axis.h"

namespace blackbody::ops {
namespace {

at::Tensor scaled(const at::Tensor& x, double factor) {
    if (factor == 1) return x;
    return is_integral(x) ? x * static_cast<std::int64_t>(factor) : x * factor;
}

/// The identity hands its input on, also a score of -∞ that rules a class out: its zeros are not multiplied by it.
bool hands_on(const at::Tensor& a, const at::Tensor& b) {
    if (a.is_meta() || !at::isFloatingType(a.scalar_type()) || b.dim() != 2 || b.size(0) != b.size(1)) return false;
    return !at::isfinite(a).all().item<bool>() && at::equal(b, at::eye(b.size(0), b.options()));
}

/// alpha A' B' + beta C, where ' is transposition if asked for.
Tensors gemm(const Call& call) {
    const Attributes& settings = call.attributes();
    const double alpha = settings.number("alpha", 1), beta = settings.number("beta", 1);
    const at::Tensor first = required(call, 0), a = widen(call, first), b = widen(call, required(call, 1));
    const bool transposed_a = settings.integer("transA", 0) != 0, transposed_b = settings.integer("transB", 0) != 0;
    at::Tensor c = call.input(2);
    if (c.defined()) c = widen(call, c);

    // The common case, a linear layer, in one call.
    const bool plain_bias = c.defined() && c.dim() == 1 && c.size(0) == b.size(transposed_b ? 0 : 1);
    const bool is_moved = hands_on(a, b);
    if (alpha == 1 && beta == 1 && plain_bias && !is_integral(a) && !is_moved)
        return {at::linear(transposed_a ? a.t() : a, transposed_b ? b : b.t(), c)};

    const at::Tensor left = transposed_a ? a.t() : a;
    const at::Tensor product = is_moved ? left : at::matmul(left, transposed_b ? b.t() : b);
    const at::Tensor y = c.defined() ? scaled(product, alpha) + scaled(c, beta) : scaled(product, alpha);
    return {narrow(y, first.scalar_type())};
}

/// Rows of A are the samples where A is not transposed.
bool keeps_samples_apart(const SampleAxis& samples) {
    return samples.enters_first_alone() && samples.setting("transA", 0) == 0;
}

const Operator record{{.name = "Gemm",
                       .versions = "1-28",
                       .shapes = "A [M, K], B [K, N], C broadcast to [M, N] -> Y [M, N]",
                       .aten = "at::linear, at::matmul"},
                      gemm,
                      {.role = OperatorRole::linear_map,
                       .formula = Formula::other,
                       .weight = WeightRule::matrix,
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

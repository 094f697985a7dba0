/// Reductions over axes: an attribute at first, an input since opset 13 (ReduceSum) or 18 (the others).
#include <ATen/ops/amax.h>
#include <ATen/ops/amin.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/sum.h>

#include <limits>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

using Reduction = at::Tensor(const at::Tensor&, at::IntArrayRef axes, bool keep);

at::Tensor sum(const at::Tensor& x, at::IntArrayRef axes, bool keep) { return at::sum(x, axes, keep, x.scalar_type()); }

/// Of integers: the quotient towards zero.
at::Tensor mean(const at::Tensor& x, at::IntArrayRef axes, bool keep) {
    return is_integral(x) ? at::mean(x, axes, keep, at::kDouble) : at::mean(x, axes, keep);
}

at::Tensor l2(const at::Tensor& x, at::IntArrayRef axes, bool keep) {
    return at::linalg_vector_norm(is_integral(x) ? x.to(at::kDouble) : x, 2, axes, keep);
}

/// The least (or greatest) value of a type: what a maximum (or minimum) over nothing is.
at::Scalar extreme(at::ScalarType type, bool least) {
    if (c10::isFloatingType(type)) return (least ? -1 : 1) * std::numeric_limits<double>::infinity();
    switch (type) {
        case at::kBool:
            return !least;
        case at::kByte:
            return least ? 0 : 255;
        case at::kChar:
            return least ? -128 : 127;
        case at::kShort:
            return least ? -32768 : 32767;
        case at::kInt:
            return least ? std::numeric_limits<int>::min() : std::numeric_limits<int>::max();
        default:
            return least ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
    }
}

/// A maximum or minimum, also over nothing.
template <at::Tensor (*f)(const at::Tensor&, at::IntArrayRef, bool), bool is_max>
at::Tensor extremum(const at::Tensor& x, at::IntArrayRef axes, bool keep) {
    if (x.numel() != 0) return f(x, axes, keep);
    return at::full_like(at::sum(x, axes, keep, x.scalar_type()), extreme(x.scalar_type(), is_max));
}

template <Reduction f>
Tensors reduce(const Call& call) {
    const at::Tensor x = required(call, 0);
    std::vector<std::int64_t> axes =
        axes_in(call, list_of(call, "axes", 1).value_or(std::vector<std::int64_t>{}), x.dim());
    const bool keep = call.attributes().integer("keepdims", 1) != 0;

    // No axes mean all of them, unless the node says that they mean none.
    if (axes.empty() && call.attributes().integer("noop_with_empty_axes", 0) != 0) return {x};
    if (axes.empty()) axes = all_axes(x.dim());
    return {narrow(f(widen(call, x), axes, keep), x.scalar_type())};
}

OperatorInfo info(const char* name, const char* aten) {
    return {
        .name = name, .versions = "1-28", .shapes = "X [any], axes [K] -> Y [axes of size 1, or gone]", .aten = aten};
}

Traits along_axes(Formula formula, Bounding bounds) {
    return {.role = OperatorRole::other,
            .formula = formula,
            .weight = WeightRule::none,
            .host_inputs = 0b10,
            .batching = {.rule = BatchRule::along_axes, .axes_input = 1},
            .axes = AxisRule::kept,
            .bounds = std::move(bounds),
            .folding = Folding::always,
            .storage = Storage::shared,
            .pointwise = Pointwise::no};
}

const Operator table[] = {
    {info("ReduceL2", "at::linalg_vector_norm"), reduce<l2>, along_axes(Formula::other, {BoundRule::unknown})},
    {info("ReduceMax", "at::amax"), reduce<extremum<at::amax, true>>,
     along_axes(Formula::maximum_along, {BoundRule::monotone})},
    {info("ReduceMean", "at::mean"), reduce<mean>, along_axes(Formula::mean_along, {BoundRule::monotone})},
    {info("ReduceMin", "at::amin"), reduce<extremum<at::amin, false>>,
     along_axes(Formula::other, {BoundRule::monotone})},
    {info("ReduceSum", "at::sum"), reduce<sum>, along_axes(Formula::sum_along, {BoundRule::monotone})},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

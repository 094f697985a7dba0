#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>

#include <algorithm>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// NumPy's x[start:end:step] along one axis.
at::Tensor sliced(const at::Tensor& x, std::int64_t axis, std::int64_t start, std::int64_t end, std::int64_t step) {
    const std::int64_t n = x.size(axis);
    if (start < 0) start += n;
    if (end < 0 && end >= -n) end += n;
    else if (end < -n) end = -1;
    if (step > 0) {
        start = std::clamp<std::int64_t>(start, 0, n), end = std::clamp<std::int64_t>(end, 0, n);
        return x.slice(axis, start, std::max(start, end), step);
    }
    // ATen takes no negative step: pick the elements.
    start = std::clamp<std::int64_t>(start, -1, n - 1), end = std::clamp<std::int64_t>(end, -1, n - 1);
    return at::index_select(x, axis, at::arange(start, std::min(start, end), step, x.options().dtype(at::kLong)));
}

/// starts, ends and axes are attributes at first, inputs (and steps with them) since opset 10.
Tensors slice(const Call& call) {
    at::Tensor x = required(call, 0);
    const auto starts = list_of(call, "starts", 1), ends = list_of(call, "ends", 2);
    if (!starts || !ends || starts->size() != ends->size()) refuse(call, "as many starts as ends", "other numbers");
    const std::size_t n = starts->size();
    const std::vector<std::int64_t> axes = axes_in(call, list_of(call, "axes", 3).value_or(all_axes(n)), x.dim());
    const std::vector<std::int64_t> steps = list_of(call, "steps", 4).value_or(std::vector<std::int64_t>(n, 1));
    if (axes.size() != n || steps.size() != n) refuse(call, std::to_string(n) + " axes and steps", "other numbers");
    for (std::size_t i = 0; i < n; ++i) {
        if (steps[i] == 0) refuse(call, "a step", "0");
        x = sliced(x, axes[i], (*starts)[i], (*ends)[i], steps[i]);
    }
    return {x};
}

const Operator record{{.name = "Slice",
                       .versions = "1-28",
                       .shapes = "X [any], starts, ends, axes, steps [K] -> Y [shorter]",
                       .aten = "at::slice, at::index_select"},
                      slice,
                      {.role = OperatorRole::cutting,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0b11110,
                       .batching = {.rule = BatchRule::along_axes, .axes_input = 3},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::monotone},
                       .folding = Folding::always,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

#include <ATen/ops/arange.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/max_pool2d_with_indices.h>
#include <ATen/ops/max_pool3d_with_indices.h>
#include <ATen/ops/zeros_like.h>

#include <limits>

#include "blackbody/systems/onnx/ops/windows.h"

namespace blackbody::ops {
namespace {

/// Less than, or equal to, everything in x: what padding must be so that it never wins.
at::Scalar lowest(const at::Tensor& x) {
    switch (x.scalar_type()) {
        case at::kByte:
            return 0;
        case at::kChar:
            return -128;
        default:
            return -std::numeric_limits<double>::infinity();
    }
}

/// Positions in the framed plane, as ATen numbers them, to positions in the whole of x: frame taken off, planes (n, c)
/// counted, spatial axes row by row or, with storage_order 1, column by column.
at::Tensor positions(at::Tensor flat, const at::Tensor& x, const at::Tensor& frame, const Windows& w, bool by_column) {
    at::Tensor position = at::zeros_like(flat);
    std::vector<std::int64_t> strides(w.axes(), 1);
    std::int64_t plane = 1;
    for (std::size_t step = 0; step < w.axes(); ++step) {
        const std::size_t i = by_column ? step : w.axes() - 1 - step;
        strides[i] = plane;
        plane *= w.in[i];
    }
    for (std::size_t i = w.axes(); i-- > 0;) {
        position = position + (flat.remainder(frame.size(2 + i)) - w.begin[i]) * strides[i];
        flat = flat.floor_divide(frame.size(2 + i));
    }
    std::vector<std::int64_t> planes(x.dim(), 1);
    planes[0] = x.size(0), planes[1] = x.size(1);
    const at::Tensor first = at::arange(x.size(0) * x.size(1), flat.options()) * plane;
    return position + first.reshape(planes);
}

Tensors max_pool(const Call& call) {
    const at::Tensor x = required(call, 0);
    const Windows w = windows_of(call, x, call.attributes().integers("kernel_shape"));
    if (w.axes() > 3) refuse(call, "at most 3 spatial axes", std::to_string(w.axes()));

    // The common case in one call.
    const bool wants_indices = call.node.outputs.size() > 1 && !call.node.outputs[1].empty();
    bool plain = !wants_indices && w.axes() == 2 && w.symmetric() && call.attributes().integer("ceil_mode", 0) == 0;
    for (std::size_t i = 0; i < w.axes(); ++i) plain = plain && 2 * w.begin[i] <= w.kernel[i];
    if (plain) return {at::max_pool2d(x, w.kernel, w.stride, w.begin, w.dilation)};

    // Frame the input so that no window needs padding; a single axis gets a second one of size 1.
    const at::Tensor frame = framed(x, w, lowest(x));
    const bool line = w.axes() == 1;
    const auto two = [&](const std::vector<std::int64_t>& v) { return line ? std::vector<std::int64_t>{1, v[0]} : v; };
    const at::Tensor in = line ? frame.unsqueeze(2) : frame;
    const std::vector<std::int64_t> none(line ? 2 : w.axes(), 0);
    auto [y, flat] = w.axes() == 3
                         ? at::max_pool3d_with_indices(in, w.kernel, w.stride, none, w.dilation)
                         : at::max_pool2d_with_indices(in, two(w.kernel), two(w.stride), none, two(w.dilation));
    if (line) y = y.squeeze(2), flat = flat.squeeze(2);
    if (!wants_indices) return {y};
    return {y, positions(flat, x, frame, w, call.attributes().integer("storage_order", 0) == 1)};
}

const Operator record{{.name = "MaxPool",
                       .versions = "1-28",
                       .shapes = "X [N, C, ...] -> Y, indices int64 [N, C, ...], 1 to 3 spatial axes",
                       .aten = "at::max_pool2d, at::max_pool3d_with_indices"},
                      max_pool,
                      {.role = OperatorRole::pooling,
                       .formula = Formula::maximum_in_window,
                       .weight = WeightRule::none,
                       .host_inputs = 0,
                       .batching = {BatchRule::first_input},
                       .axes = AxisRule::image,
                       .bounds = {BoundRule::monotone},
                       .folding = Folding::always,
                       .storage = Storage::own,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

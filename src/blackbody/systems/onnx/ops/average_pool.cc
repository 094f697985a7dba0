#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/tensor.h>

#include "blackbody/systems/onnx/ops/windows.h"

namespace blackbody::ops {
namespace {

/// Sum over the windows of each axis in turn: x [N, C, in...] -> [N, C, out...].
at::Tensor window_sums(at::Tensor x, const Windows& w) {
    for (std::size_t i = 0; i < w.axes(); ++i) {
        const at::Tensor views = x.unfold(2 + i, w.span(i), w.stride[i]);
        x = views.slice(-1, 0, w.span(i), w.dilation[i]).sum(-1);
    }
    return x;
}

/// How many elements each window along axis i counts: those of the input, or with count_include_pad of the padding too,
/// but never what lies beyond the padding.
at::Tensor window_counts(const Windows& w, std::size_t i, bool include_padding) {
    const std::int64_t low = include_padding ? -w.begin[i] : 0, high = w.in[i] + (include_padding ? w.end[i] : 0);
    const auto up = [&](std::int64_t n) { return n <= 0 ? 0 : (n + w.dilation[i] - 1) / w.dilation[i]; };
    std::vector<double> counts(w.out[i]);
    for (std::int64_t o = 0; o < w.out[i]; ++o) {
        // Elements k of the window with low <= first + k dilation < high.
        const std::int64_t first = o * w.stride[i] - w.begin[i];
        counts[o] =
            static_cast<double>(std::min(up(high - first), w.kernel[i]) - std::min(up(low - first), w.kernel[i]));
    }
    return at::tensor(counts, at::kDouble);
}

/// Product of the counts of all axes, shaped [out...].
at::Tensor divisor(const Windows& w, bool include_padding) {
    at::Tensor product = at::tensor(1.0, at::kDouble);
    for (std::size_t i = 0; i < w.axes(); ++i) {
        std::vector<std::int64_t> shape(w.axes(), 1);
        shape[i] = w.out[i];
        product = product * window_counts(w, i, include_padding).reshape(shape);
    }
    return product;
}

Tensors average_pool(const Call& call) {
    const at::Tensor x = required(call, 0);
    const Windows w = windows_of(call, x, call.attributes().integers("kernel_shape"));
    const bool include_padding = call.attributes().integer("count_include_pad", 0) != 0;

    // What ATen's pooling can say, in one call.
    bool plain = w.axes() == 2 && w.symmetric() && call.attributes().integer("ceil_mode", 0) == 0;
    for (std::size_t i = 0; i < w.axes(); ++i) plain = plain && w.dilation[i] == 1 && 2 * w.begin[i] <= w.kernel[i];
    if (plain) return {at::avg_pool2d(x, w.kernel, w.stride, w.begin, /*ceil_mode=*/false, include_padding)};

    return {window_sums(framed(x, w, 0), w) / divisor(w, include_padding).to(x.options())};
}

const Operator record{{.name = "AveragePool",
                       .versions = "1-28",
                       .shapes = "X [N, C, ...] -> Y [N, C, ...], any number of spatial axes",
                       .aten = "at::avg_pool2d, or at::unfold and at::sum"},
                      average_pool,
                      {.role = OperatorRole::pooling,
                       .formula = Formula::mean_in_window,
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

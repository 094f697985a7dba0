#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/convolution.h>

#include "blackbody/systems/onnx/ops/windows.h"

namespace blackbody::ops {
namespace {

/// Where the full transposed convolution is cut (or, where negative, extended), one entry a spatial axis.
struct Cut {
    std::vector<std::int64_t> begin, end, output_padding;
};

/// pads as given, or shared out so that `output_shape` (or, with auto_pad, in * stride) comes out.
Cut cut_of(const Call& call, const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride,
           at::IntArrayRef dilation) {
    const std::size_t n = kernel.size();
    const std::string mode = call.attributes().text("auto_pad", "NOTSET");
    const bool same = mode == "SAME_UPPER" || mode == "SAME_LOWER";
    const std::vector<std::int64_t> pads = per_axis(call, "pads", 2 * n, 0);
    Cut cut{{pads.begin(), pads.begin() + n}, {pads.begin() + n, pads.end()}, per_axis(call, "output_padding", n, 0)};
    if (!same && !call.attributes().has("output_shape")) return cut;

    std::vector<std::int64_t> shape = call.attributes().integers("output_shape");
    if (shape.empty())
        for (std::size_t i = 0; i < n; ++i) shape.push_back(x.size(2 + i) * stride[i]);
    if (shape.size() != n) refuse(call, std::to_string(n) + " output_shape", std::to_string(shape.size()));
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t full = stride[i] * (x.size(2 + i) - 1) + dilation[i] * (kernel[i] - 1) + 1;
        const std::int64_t total = full + cut.output_padding[i] - shape[i];
        const std::int64_t half = total >= 0 ? total / 2 : (total - 1) / 2;
        cut.begin[i] = mode == "SAME_UPPER" ? half : total - half;
        cut.end[i] = total - cut.begin[i];
    }
    return cut;
}

/// ATen's own arguments can say the cut: the same on both sides, and an output padding below stride or dilation.
bool is_plain(const Cut& cut, at::IntArrayRef stride, at::IntArrayRef dilation) {
    for (std::size_t i = 0; i < cut.begin.size(); ++i)
        if (cut.begin[i] != cut.end[i] || cut.begin[i] < 0 || cut.output_padding[i] >= std::max(stride[i], dilation[i]))
            return false;
    return true;
}

Tensors conv_transpose(const Call& call) {
    const at::Tensor x = required(call, 0), weight = required(call, 1), bias = call.input(2);
    if (weight.dim() != x.dim() || x.dim() < 3 || x.dim() > 5)
        refuse(call, "X [N, C, ...] and W [C, O/group, ...] with 1 to 3 spatial axes",
               "rank " + std::to_string(x.dim()));
    const std::size_t n = x.dim() - 2;
    const auto stride = per_axis(call, "strides", n, 1), dilation = per_axis(call, "dilations", n, 1);
    for (const auto* list : {&stride, &dilation})
        for (const std::int64_t number : *list) require_sane(call, number);
    const std::int64_t groups = call.attributes().integer("group", 1);
    const Cut cut = cut_of(call, x, weight.sizes().slice(2), stride, dilation);
    std::vector<std::int64_t> shape = {x.size(0), weight.size(1)};
    for (std::size_t i = 0; i < n; ++i) {
        for (const auto* list : {&cut.begin, &cut.end, &cut.output_padding}) require_sane(call, (*list)[i]);
        shape.push_back(stride[i] * std::max<std::int64_t>(x.size(2 + i) - 1, 0) + dilation[i] * weight.size(2 + i));
    }
    require_room(call, shape);
    if (is_plain(cut, stride, dilation))
        return {at::convolution(x, weight, bias, stride, cut.begin, dilation, true, cut.output_padding, groups)};

    // Take the full result, then crop or extend it; the bias comes last, since it reaches what was added as well.
    const std::vector<std::int64_t> none(n, 0);
    const at::Tensor full = at::convolution(x, weight, {}, stride, none, dilation, /*transposed=*/true, none, groups);
    std::vector<std::int64_t> frame, per_channel(x.dim(), 1);
    for (std::size_t i = n; i-- > 0;) {
        frame.push_back(-cut.begin[i]);
        frame.push_back(cut.output_padding[i] - cut.end[i]);
    }
    const at::Tensor y = at::constant_pad_nd(full, frame, 0);
    per_channel[1] = -1;
    return {bias.defined() ? y + bias.reshape(per_channel) : y};
}

const Operator record{{.name = "ConvTranspose",
                       .versions = "1-28",
                       .shapes = "X [N, C, ...], W [C, O/group, ...], B [O] -> Y [N, O, ...], 1 to 3 spatial axes",
                       .aten = "at::convolution (transposed)"},
                      conv_transpose,
                      {.role = OperatorRole::linear_map,
                       .formula = Formula::other,
                       .weight = WeightRule::transposed_kernel,
                       .host_inputs = 0,
                       .batching = {BatchRule::first_input},
                       .axes = AxisRule::image,
                       .bounds = {BoundRule::linear},
                       .folding = Folding::always,
                       .storage = Storage::own,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

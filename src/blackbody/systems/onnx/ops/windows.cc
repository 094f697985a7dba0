#include "blackbody/systems/onnx/ops/windows.h"

#include <ATen/ops/constant_pad_nd.h>

namespace blackbody::ops {
namespace {

/// Sets begin and end so that out = ceil(in / stride), the odd element at the end (SAME_UPPER) or at the beginning.
void pad_same(Windows& w, std::size_t i, bool upper) {
    const std::int64_t out = (w.in[i] + w.stride[i] - 1) / w.stride[i];
    const std::int64_t total = std::max<std::int64_t>((out - 1) * w.stride[i] + w.span(i) - w.in[i], 0);
    w.begin[i] = upper ? total / 2 : total - total / 2;
    w.end[i] = total - w.begin[i];
}

std::int64_t count(const Windows& w, std::size_t i, bool ceil) {
    const std::int64_t room = w.in[i] + w.begin[i] + w.end[i] - w.span(i);
    if (room < 0) return 0;
    std::int64_t out = (room + (ceil ? w.stride[i] - 1 : 0)) / w.stride[i] + 1;
    if (ceil && (out - 1) * w.stride[i] >= w.in[i] + w.begin[i]) --out;
    return out;
}

}  // namespace

bool Windows::symmetric() const {
    for (std::size_t i = 0; i < axes(); ++i)
        if (begin[i] < 0 || begin[i] != end[i] || reach(i) > end[i]) return false;
    return true;
}

std::vector<std::int64_t> per_axis(const Call& call, const char* attribute, std::size_t axes, std::int64_t otherwise) {
    std::vector<std::int64_t> list = call.attributes().integers(attribute);
    if (list.empty()) list.assign(axes, otherwise);
    if (list.size() != axes) refuse(call, std::to_string(axes) + " " + attribute, std::to_string(list.size()));
    return list;
}

Windows windows_of(const Call& call, const at::Tensor& x, std::vector<std::int64_t> kernel) {
    if (x.dim() < 3 || static_cast<std::int64_t>(kernel.size()) != x.dim() - 2)
        refuse(call, "an input [N, C, ...] and a kernel with as many axes after the channel's",
               "rank " + std::to_string(x.dim()) + " and " + std::to_string(kernel.size()) + " kernel axes");
    const std::size_t n = kernel.size();
    Windows w{.in = x.sizes().slice(2).vec(),
              .kernel = std::move(kernel),
              .stride = per_axis(call, "strides", n, 1),
              .dilation = per_axis(call, "dilations", n, 1),
              .begin = {},
              .end = {},
              .out = std::vector<std::int64_t>(n)};
    const std::vector<std::int64_t> pads = per_axis(call, "pads", 2 * n, 0);
    w.begin.assign(pads.begin(), pads.begin() + n);
    w.end.assign(pads.begin() + n, pads.end());

    const std::string mode = call.attributes().text("auto_pad", "NOTSET");
    const bool ceil = call.attributes().integer("ceil_mode", 0) != 0;
    for (std::size_t i = 0; i < n; ++i) {
        for (const auto* list : {&w.kernel, &w.stride, &w.dilation, &w.begin, &w.end}) require_sane(call, (*list)[i]);
        if (w.stride[i] < 1 || w.dilation[i] < 1 || w.kernel[i] < 1)
            refuse(call, "positive kernel, strides and dilations", "one that is not");
        if (mode == "SAME_UPPER" || mode == "SAME_LOWER") pad_same(w, i, mode == "SAME_UPPER");
        if (mode == "VALID") w.begin[i] = w.end[i] = 0;
        w.out[i] = count(w, i, ceil);
        if (w.out[i] < 1) refuse(call, "an input at least as large as the kernel", std::to_string(w.in[i]));
    }
    return w;
}

at::Tensor framed(const at::Tensor& x, const Windows& windows, const at::Scalar& value) {
    std::vector<std::int64_t> pads;
    for (std::size_t i = windows.axes(); i-- > 0;) {
        pads.push_back(windows.begin[i]);
        pads.push_back(windows.reach(i));
    }
    return at::constant_pad_nd(x, pads, value);
}

}  // namespace blackbody::ops

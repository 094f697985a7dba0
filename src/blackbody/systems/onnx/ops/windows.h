#pragma once
/// Sliding windows of convolutions and pooling: what kernel_shape, strides, dilations, pads, auto_pad and ceil_mode of
/// every opset come to, axis by axis.
///
///   out = floor((in + begin + end - span) / stride) + 1,   span = dilation (kernel - 1) + 1
///
/// With ceil_mode the division rounds up, and a window that would begin in the padding at the end is left out.
#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {

struct Windows {
    std::vector<std::int64_t> in, kernel, stride, dilation, begin, end, out;  ///< one entry a spatial axis
    std::size_t axes() const { return in.size(); }
    std::int64_t span(std::size_t i) const { return dilation[i] * (kernel[i] - 1) + 1; }
    /// How far the windows of axis i reach beyond the end of the input (negative: they stop short of it).
    std::int64_t reach(std::size_t i) const { return (out[i] - 1) * stride[i] + span(i) - in[i] - begin[i]; }
    /// Padding is the same on both sides and no window was cut or added: ATen's own padding argument says it all.
    bool symmetric() const;
};

/// The windows of the call's node over x [N, C, ...]; complains about lists of the wrong length.
Windows windows_of(const Call& call, const at::Tensor& x, std::vector<std::int64_t> kernel);

/// A list attribute with one entry a spatial axis, `otherwise` where it is absent.
std::vector<std::int64_t> per_axis(const Call& call, const char* attribute, std::size_t axes, std::int64_t otherwise);

/// x with exactly the elements that the windows see: padded with `value`, or cropped, at both ends of each spatial
/// axis.
at::Tensor framed(const at::Tensor& x, const Windows& windows, const at::Scalar& value);

}  // namespace blackbody::ops

#pragma once
/// Interpolation along one axis, which is all that Resize and Upsample are: every mode is separable.
///
///   y[o] = sum_t w_t(o) x[i_t(o)],   i around the source coordinate of o that the coordinate mode says
///
/// nearest has one tap, linear two, cubic four (Keys 1981 with coefficient a); antialias stretches the kernel by
/// 1 / scale where the axis shrinks. Taps beyond the edge take the edge's value, or with exclude_outside none.
#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {

struct Resampling {
    std::string mode = "nearest";            ///< nearest, linear, cubic
    std::string coordinates = "half_pixel";  ///< coordinate_transformation_mode
    std::string nearest = "round_prefer_floor";
    double cubic_a = -0.75;
    double extrapolation = 0;  ///< outside the region of interest of tf_crop_and_resize
    bool antialias = false, exclude_outside = false;
};

/// One axis: `in` elements become `out`, `scale` is the factor that the node says (out is about in * scale).
struct AxisScale {
    std::int64_t axis, in, out;
    double scale;
    double roi_begin = 0, roi_end = 1;
};

/// x [..., in, ...] -> [..., out, ...]. Integers other than by nearest go through float32, towards zero.
at::Tensor resampled(const Call& call, const at::Tensor& x, const AxisScale& axis, const Resampling& how);

}  // namespace blackbody::ops

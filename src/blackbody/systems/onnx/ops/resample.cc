#include "blackbody/systems/onnx/ops/resample.h"

#include <ATen/ops/index_select.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <cmath>

namespace blackbody::ops {
namespace {

/// Where in the input the centre of output element o lies.
double source_coordinate(const Call& call, const AxisScale& a, const std::string& mode, double o) {
    const double length = a.in * a.scale;
    if (mode == "half_pixel") return (o + 0.5) / a.scale - 0.5;
    if (mode == "asymmetric") return o / a.scale;
    if (mode == "align_corners") return length == 1 ? 0 : o * (a.in - 1) / (length - 1);
    if (mode == "pytorch_half_pixel") return length == 1 ? -0.5 : (o + 0.5) / a.scale - 0.5;
    if (mode == "tf_half_pixel_for_nn") return (o + 0.5) / a.scale;
    if (mode == "half_pixel_symmetric") return a.in / 2.0 * (1 - a.out / length) + (o + 0.5) / a.scale - 0.5;
    if (mode == "tf_crop_and_resize") {
        const double width = (a.roi_end - a.roi_begin) * (a.in - 1);
        return a.roi_begin * (a.in - 1) + (length == 1 ? width / 2 : o * width / (length - 1));
    }
    refuse(call, "a coordinate mode of the standard", mode);
}

double nearest(const Call& call, const std::string& mode, double x, double scale) {
    if (mode == "round_prefer_floor") return std::ceil(x - 0.5);
    if (mode == "round_prefer_ceil") return std::floor(x + 0.5);
    if (mode == "floor") return std::floor(x);
    if (mode == "ceil") return std::ceil(x);
    if (mode == "opset 10") return scale < 1 ? std::ceil(x) : std::floor(x);
    refuse(call, "a nearest_mode of the standard", mode);
}

/// The interpolation kernel at distance d: a tent, or Keys' cubic.
double kernel(const Resampling& how, double d) {
    d = std::abs(d);
    if (how.mode == "linear") return std::max(0.0, 1 - d);
    const double a = how.cubic_a;
    if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

struct Tap {
    std::int64_t index;
    double weight;
};

/// What output element at source coordinate x is made of.
std::vector<Tap> taps_at(const Call& call, const AxisScale& a, const Resampling& how, double x) {
    if (how.mode == "nearest") return {{static_cast<std::int64_t>(nearest(call, how.nearest, x, a.scale)), 1}};
    const double stretch = how.antialias ? std::min(a.scale, 1.0) : 1;
    const double reach = (how.mode == "linear" ? 1 : 2) / stretch;
    std::vector<Tap> taps;
    double total = 0;
    for (double i = std::floor(x - reach) + 1; i < x + reach; ++i) {
        const bool outside = i < 0 || i >= static_cast<double>(a.in);
        const double weight = outside && how.exclude_outside ? 0 : kernel(how, (i - x) * stretch);
        taps.push_back({static_cast<std::int64_t>(i), weight});
        total += weight;
    }
    if (how.antialias || how.exclude_outside)
        for (Tap& tap : taps) tap.weight /= total == 0 ? 1 : total;
    return taps;
}

/// All taps of all output elements, [tap][out]; elements with fewer taps than others are filled up with weight 0.
struct Taps {
    std::vector<std::vector<std::int64_t>> indices;
    std::vector<std::vector<double>> weights;
    std::vector<bool> outside;  ///< of the region of interest
};

Taps taps_of(const Call& call, const AxisScale& a, const Resampling& how) {
    Taps all{{}, {}, std::vector<bool>(a.out)};
    for (std::int64_t o = 0; o < a.out; ++o) {
        const double x = source_coordinate(call, a, how.coordinates, static_cast<double>(o));
        if (!(std::abs(x) < 1e9)) refuse(call, "a region of interest near the input", "one far away");
        all.outside[o] = how.coordinates == "tf_crop_and_resize" && (x < 0 || x > static_cast<double>(a.in - 1));
        const std::vector<Tap> taps = taps_at(call, a, how, x);
        for (std::size_t t = 0; t < taps.size(); ++t) {
            if (t == all.indices.size()) {
                all.indices.emplace_back(a.out, 0);
                all.weights.emplace_back(a.out, 0.0);
            }
            all.indices[t][o] = std::clamp<std::int64_t>(taps[t].index, 0, a.in - 1);
            all.weights[t][o] = taps[t].weight;
        }
    }
    return all;
}

}  // namespace

at::Tensor resampled(const Call& call, const at::Tensor& x, const AxisScale& a, const Resampling& how) {
    if (a.in < 1 || !(a.scale > 0)) refuse(call, "a positive scale and a non-empty axis", std::to_string(a.scale));
    require_sane(call, a.out);
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape[a.axis] = a.out;
    require_room(call, shape);
    const Taps taps = taps_of(call, a, how);
    const bool reckons = how.mode != "nearest";
    const at::Tensor in = reckons && is_integral(x) ? x.to(at::kFloat) : x;
    std::vector<std::int64_t> along(x.dim(), 1);
    along[a.axis] = a.out;

    // Sum over the taps.
    at::Tensor y;
    for (std::size_t t = 0; t < taps.indices.size(); ++t) {
        at::Tensor part = at::index_select(in, a.axis, at::tensor(taps.indices[t], at::kLong).to(x.device()));
        if (reckons) part = part * at::tensor(taps.weights[t], at::kDouble).to(in.options()).reshape(along);
        y = y.defined() ? y + part : part;
    }

    // Nothing is known outside the region of interest.
    if (std::find(taps.outside.begin(), taps.outside.end(), true) != taps.outside.end()) {
        const std::vector<std::int64_t> flags(taps.outside.begin(), taps.outside.end());
        const at::Tensor outside = at::tensor(flags, at::kLong).to(x.device()).to(at::kBool).reshape(along);
        y = at::where(outside, at::scalar_tensor(how.extrapolation, y.options()), y);
    }
    return y.to(x.scalar_type());
}

}  // namespace blackbody::ops

#include <cmath>

#include "blackbody/systems/onnx/ops/resample.h"

namespace blackbody::ops {
namespace {

/// Opset 10 had neither coordinate nor nearest modes.
Resampling resampling_of(const Call& call) {
    const Attributes& settings = call.attributes();
    const bool first = call.opset() < 11;
    return {.mode = settings.text("mode", "nearest"),
            .coordinates = settings.text("coordinate_transformation_mode", first ? "asymmetric" : "half_pixel"),
            .nearest = settings.text("nearest_mode", first ? "opset 10" : "round_prefer_floor"),
            .cubic_a = settings.number("cubic_coeff_a", -0.75),
            .extrapolation = settings.number("extrapolation_value", 0),
            .antialias = settings.integer("antialias", 0) != 0,
            .exclude_outside = settings.integer("exclude_outside", 0) != 0};
}

/// Input i unless left out or empty, which older opsets write for left out.
at::Tensor given(const Call& call, std::size_t i) {
    const at::Tensor tensor = call.input(i);
    return tensor.defined() && tensor.numel() > 0 ? tensor : at::Tensor();
}

/// Sets scale and out of each axis from the wanted sizes, all by one scale where the aspect ratio is to be kept.
void fit_sizes(const Call& call, std::vector<AxisScale>& axes, const std::vector<std::int64_t>& sizes) {
    double least = INFINITY, most = 0;
    for (std::size_t k = 0; k < axes.size(); ++k) {
        axes[k].out = sizes[k];
        axes[k].scale = static_cast<double>(sizes[k]) / static_cast<double>(axes[k].in);
        least = std::min(least, axes[k].scale), most = std::max(most, axes[k].scale);
    }
    const std::string policy = call.attributes().text("keep_aspect_ratio_policy", "stretch");
    if (policy == "stretch") return;
    if (policy != "not_larger" && policy != "not_smaller") refuse(call, "stretch, not_larger or not_smaller", policy);
    for (AxisScale& a : axes) {
        a.scale = policy == "not_larger" ? least : most;
        a.out = static_cast<std::int64_t>(std::floor(a.scale * static_cast<double>(a.in) + 0.5));
    }
}

/// The axes that the node names (all, before opset 18), each with its scale and its part of the region of interest.
std::vector<AxisScale> axes_of(const Call& call, const at::Tensor& x) {
    const std::vector<std::int64_t> named = call.attributes().integers("axes", all_axes(x.dim()));
    const std::size_t n = named.size(), shift = call.opset() < 11 ? 0 : 1;
    const at::Tensor roi = shift ? given(call, 1) : at::Tensor(), scales = given(call, 1 + shift),
                     sizes = given(call, 3);
    std::vector<AxisScale> axes;
    for (const std::int64_t axis : axes_in(call, named, x.dim()))
        axes.push_back({.axis = axis, .in = x.size(axis), .out = x.size(axis), .scale = 1});

    const at::Tensor wanted = sizes.defined() ? sizes : scales;
    if (!wanted.defined() || wanted.numel() != static_cast<std::int64_t>(n))
        refuse(call, std::to_string(n) + " scales or sizes",
               wanted.defined() ? std::to_string(wanted.numel()) : "none");
    if (sizes.defined()) fit_sizes(call, axes, integers_of(sizes));
    for (std::size_t k = 0; k < n && !sizes.defined(); ++k) {
        axes[k].scale = numbers_of(scales)[k];
        axes[k].out = static_cast<std::int64_t>(std::floor(axes[k].scale * static_cast<double>(axes[k].in)));
    }
    for (std::size_t k = 0; k < n && roi.defined() && roi.numel() == static_cast<std::int64_t>(2 * n); ++k)
        axes[k].roi_begin = numbers_of(roi)[k], axes[k].roi_end = numbers_of(roi)[n + k];
    return axes;
}

Tensors resize(const Call& call) {
    at::Tensor x = required(call, 0);
    const Resampling how = resampling_of(call);
    if (how.mode != "nearest" && how.mode != "linear" && how.mode != "cubic")
        refuse(call, "nearest, linear or cubic", how.mode);
    for (const AxisScale& a : axes_of(call, x)) {
        const bool whole = a.roi_begin == 0 && a.roi_end == 1;
        if (a.scale != 1 || a.out != a.in || (!whole && how.coordinates == "tf_crop_and_resize"))
            x = resampled(call, x, a, how);
    }
    return {x};
}

const Operator record{{.name = "Resize",
                       .versions = "10-28",
                       .shapes = "X [any], roi [2 K], scales [K] or sizes [K] -> Y [sizes]",
                       .aten = "at::index_select, at::mul, at::add"},
                      resize,
                      {.role = OperatorRole::moving,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0b1110,
                       .batching = {BatchRule::first_input},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::unknown},
                       .folding = Folding::if_small,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

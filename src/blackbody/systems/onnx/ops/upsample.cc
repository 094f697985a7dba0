#include <cmath>

#include "blackbody/systems/onnx/ops/resample.h"

namespace blackbody::ops {
namespace {

/// Opset 1: height_scale and width_scale of an image; 7: an attribute scales; 9: an input. Deprecated since 10
/// (Resize).
std::vector<double> scales_of(const Call& call) {
    const Attributes& settings = call.attributes();
    if (settings.has("height_scale"))
        return {1, 1, settings.number("height_scale", 1), settings.number("width_scale", 1)};
    return numbers_list_of(call, "scales", 1).value_or(std::vector<double>{});
}

Tensors upsample(const Call& call) {
    at::Tensor x = required(call, 0);
    const std::vector<double> scales = scales_of(call);
    if (static_cast<std::int64_t>(scales.size()) != x.dim())
        refuse(call, std::to_string(x.dim()) + " scales", std::to_string(scales.size()));
    const std::string mode = call.attributes().text("mode", "nearest");
    const Resampling how{.mode = mode == "bilinear" ? "linear" : mode, .coordinates = "asymmetric", .nearest = "floor"};
    if (how.mode != "nearest" && how.mode != "linear") refuse(call, "nearest or linear", mode);
    for (std::int64_t axis = 0; axis < x.dim(); ++axis) {
        const std::int64_t in = x.size(axis), out = static_cast<std::int64_t>(std::floor(in * scales[axis]));
        if (scales[axis] != 1) x = resampled(call, x, {.axis = axis, .in = in, .out = out, .scale = scales[axis]}, how);
    }
    return {x};
}

const Operator record{{.name = "Upsample",
                       .versions = "1-9",
                       .shapes = "X [N, C, ...], scales [rank] -> Y [multiples]",
                       .aten = "at::index_select, at::mul, at::add"},
                      upsample,
                      {.role = OperatorRole::moving,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0b10,
                       .batching = {BatchRule::first_input},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::unknown},
                       .folding = Folding::if_small,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

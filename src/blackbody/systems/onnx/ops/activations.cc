/// Elementwise nonlinearities with settings: y = f(x; attributes).
#include <ATen/ops/clamp.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/where.h>

#include "blackbody/systems/onnx/ops/families.h"
#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

Tensors elu(const Call& call) { return {at::elu(required(call, 0), call.attributes().number("alpha", 1.0))}; }

Tensors leaky_relu(const Call& call) {
    return {at::leaky_relu(required(call, 0), call.attributes().number("alpha", 0.01))};
}

/// y = gamma * x, or gamma * alpha * (e^x - 1) where x <= 0. Opset 1 had rounder defaults.
Tensors selu(const Call& call) {
    const bool first = call.opset() < 6;
    const double alpha = call.attributes().number("alpha", first ? 1.6732 : 1.67326319217681884765625);
    const double gamma = call.attributes().number("gamma", first ? 1.0507 : 1.05070102214813232421875);
    return {at::elu(required(call, 0), alpha, gamma)};
}

Tensors hard_sigmoid(const Call& call) {
    const double alpha = call.attributes().number("alpha", 0.2), beta = call.attributes().number("beta", 0.5);
    return {at::clamp(required(call, 0) * alpha + beta, 0, 1)};
}

Tensors gelu(const Call& call) { return {at::gelu(required(call, 0), call.attributes().text("approximate", "none"))}; }

/// Before opset 7 a slope of more than one value is one a channel; later it broadcasts to X.
Tensors prelu(const Call& call) {
    const at::Tensor x = required(call, 0), slope = required(call, 1);
    std::vector<std::int64_t> shape = slope.sizes().vec();
    if (call.opset() < 7 && slope.numel() > 1) {
        shape.assign(x.dim(), 1);
        shape.at(1) = slope.numel();
    }
    const at::Tensor wide = widen(call, x);
    return {narrow(at::where(wide < 0, wide * widen(call, slope).reshape(shape), wide), x.scalar_type())};
}

const char same[] = "X [any] -> Y [same]";
const Operator table[] = {
    {{.name = "Elu", .versions = "1-28", .shapes = same, .aten = "at::elu"},
     elu,
     elementwise(OperatorRole::nonlinearity, Formula::other, extreme_at({0}), Pointwise::yes)},
    {{.name = "Gelu", .versions = "20-28", .shapes = same, .aten = "at::gelu"},
     gelu,
     elementwise(OperatorRole::nonlinearity, Formula::gelu, extreme_at({-0.751792}), Pointwise::yes)},
    {{.name = "HardSigmoid", .versions = "1-28", .shapes = same, .aten = "at::clamp"},
     hard_sigmoid,
     elementwise(OperatorRole::nonlinearity, Formula::hard_sigmoid, bounded(), Pointwise::yes)},
    {{.name = "LeakyRelu", .versions = "1-28", .shapes = same, .aten = "at::leaky_relu"},
     leaky_relu,
     elementwise(OperatorRole::nonlinearity, Formula::other, extreme_at({0}), Pointwise::yes)},
    {{.name = "PRelu",
      .versions = "1-28",
      .shapes = "X [N, C, ...], slope [C] or broadcast to X -> Y [N, C, ...]",
      .aten = "at::where"},
     prelu,
     elementwise(OperatorRole::nonlinearity, Formula::other, extreme_at({0}), Pointwise::no)},
    {{.name = "Selu", .versions = "1-28", .shapes = same, .aten = "at::elu"},
     selu,
     elementwise(OperatorRole::nonlinearity, Formula::other, extreme_at({0}), Pointwise::yes)},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

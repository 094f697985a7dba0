/// Integers that stand for real numbers, x = (q - zero) scale, with one scale for all or one along an axis or a block.
#include <ATen/TensorOperators.h>
#include <ATen/ops/round.h>

#include <cmath>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// A scale or zero point as wide as x: a number, or one for each place along `axis`, or (opset 21) for each block of
/// it.
at::Tensor spread(const Call& call, const at::Tensor& setting, const at::Tensor& x) {
    if (setting.numel() == 1 && setting.dim() < 2) return setting.reshape({});
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", 1), x.dim());
    const std::int64_t block = call.attributes().integer("block_size", 0);
    if (block == 0) {
        if (setting.dim() != 1 || setting.numel() != x.size(axis))
            refuse(call,
                   "one scale for each of the " + std::to_string(x.size(axis)) + " places along axis " +
                       std::to_string(axis),
                   std::to_string(setting.numel()));
        std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
        shape[static_cast<std::size_t>(axis)] = setting.numel();
        return setting.reshape(shape);
    }
    require_sane(call, block);
    if (block < 0 || setting.dim() != x.dim() || setting.size(axis) * block < x.size(axis) ||
        (setting.size(axis) - 1) * block >= x.size(axis))
        refuse(call, "a scale for each block of " + std::to_string(block), "another number of them");
    return setting.repeat_interleave(block, axis).narrow(axis, 0, x.size(axis));
}

Tensors dequantize_linear(const Call& call) {
    const at::Tensor q = required(call, 0), scale = required(call, 1), zero = call.input(2);
    at::Tensor x = widen(call, q).to(at::kDouble);  // int32 sums and their zero are exact in double
    if (zero.defined()) x = x - spread(call, widen(call, zero).to(at::kDouble), q);
    return {x.to(scale.scalar_type()) * spread(call, scale, q)};
}

/// The type of the zero point, else as the attribute says, else uint8.
at::ScalarType quantized_type(const Call& call) {
    const at::Tensor zero = call.input(2);
    const std::int64_t named = call.attributes().integer("output_dtype", 0);
    const at::ScalarType type = zero.defined() ? zero.scalar_type() : named ? type_of(call, named) : at::kByte;
    if (!c10::isIntegralType(type, false)) refuse(call, "integers", c10::toString(type));
    return type;
}

/// [lowest, highest] of an integer type of at most 32 bits.
std::pair<double, double> range_of(at::ScalarType type) {
    const bool is_unsigned = type == at::kByte || type == at::kUInt16 || type == at::kUInt32;
    const double values = std::ldexp(1.0, static_cast<int>(8 * c10::elementSize(type)));
    return is_unsigned ? std::pair{0.0, values - 1} : std::pair{-values / 2, values / 2 - 1};
}

/// Rounded to the nearest integer, halves to the even one, and held within the type.
Tensors quantize_linear(const Call& call) {
    const at::Tensor x = required(call, 0), scale = required(call, 1), zero = call.input(2);
    const at::ScalarType type = quantized_type(call);
    at::Tensor q = at::round(x / spread(call, scale.to(x.scalar_type()), x)).to(at::kDouble);
    if (zero.defined()) q = q + spread(call, widen(call, zero).to(at::kDouble), x);
    const auto [lowest, highest] = range_of(type);
    return {narrow(q.clamp(lowest, highest).to(at::kLong), type)};
}

const Operator table[] = {
    {{.name = "DequantizeLinear",
      .versions = "10-28",
      .shapes = "Q [any], scale, zero [] or [along axis] or [blocks] -> X [same]",
      .aten = "(q - zero) scale"},
     dequantize_linear,
     {.role = OperatorRole::other,
      .formula = Formula::quantised,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {BatchRule::may_mix},
      .axes = AxisRule::kept,
      .bounds = {BoundRule::unknown},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
    {{.name = "QuantizeLinear",
      .versions = "10-28",
      .shapes = "X [any], scale, zero [] or [along axis] or [blocks] -> Q [same]",
      .aten = "at::round"},
     quantize_linear,
     {.role = OperatorRole::other,
      .formula = Formula::quantised,
      .weight = WeightRule::none,
      .host_inputs = 0,
      .batching = {BatchRule::may_mix},
      .axes = AxisRule::kept,
      .bounds = {BoundRule::unknown},
      .folding = Folding::always,
      .storage = Storage::shared,
      .pointwise = Pointwise::no}},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

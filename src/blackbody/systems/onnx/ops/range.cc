#include <ATen/ops/arange.h>

#include <cmath>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// start + i delta for i = 0 .. ceil((limit - start) / delta) - 1, in the inputs' type.
Tensors range(const Call& call) {
    const at::Tensor first = required(call, 0);
    const at::ScalarType wide = is_integral(first) ? at::kLong : at::kDouble;
    const double start = first.item<double>(), limit = required(call, 1).item<double>(),
                 delta = required(call, 2).item<double>();
    const double count = std::ceil((limit - start) / delta);
    if (!(count < 1e15)) refuse(call, "a range with an end", "delta " + std::to_string(delta));
    const auto n = static_cast<std::int64_t>(std::max(count, 0.0));
    require_sane(call, n);
    const at::Tensor steps = at::arange(n, first.options().dtype(wide));
    return {(steps * required(call, 2).to(wide) + first.to(wide)).to(first.scalar_type())};
}

const Operator record{{.name = "Range",
                       .versions = "11-28",
                       .shapes = "start [], limit [], delta [] -> Y [ceil((limit - start) / delta)]",
                       .aten = "at::arange"},
                      range,
                      {.role = OperatorRole::other,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0b111,
                       .batching = {BatchRule::may_mix},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::unknown},
                       .folding = Folding::if_small,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

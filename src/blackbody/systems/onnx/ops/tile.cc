#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Opset 1 repeats one axis `tiles` times; since opset 6 `repeats` has a number for each axis.
Tensors tile(const Call& call) {
    const at::Tensor x = required(call, 0);
    std::vector<std::int64_t> repeats = integers_of(required(call, 1));
    if (call.opset() < 6) {
        const std::vector<std::int64_t> axis = integers_of(required(call, 2));
        if (repeats.size() != 1 || axis.size() != 1) refuse(call, "one axis and one number of tiles", "several");
        const std::int64_t tiles = repeats.front();
        repeats.assign(x.dim(), 1);
        repeats[axis_in(call, axis.front(), x.dim())] = tiles;
    }
    if (static_cast<std::int64_t>(repeats.size()) != x.dim())
        refuse(call, std::to_string(x.dim()) + " repeats", std::to_string(repeats.size()));
    std::vector<std::int64_t> shape = x.sizes().vec();
    for (std::size_t i = 0; i < shape.size(); ++i) {
        require_sane(call, repeats[i]);
        shape[i] *= repeats[i];
    }
    require_room(call, shape);
    return {x.repeat(repeats)};
}

const Operator record{{.name = "Tile",
                       .versions = "1-28",
                       .shapes = "X [any], repeats [rank] -> Y [multiples]",
                       .aten = "at::Tensor::repeat"},
                      tile,
                      {.role = OperatorRole::moving,
                       .formula = Formula::repeated,
                       .weight = WeightRule::none,
                       .host_inputs = 0b110,
                       .batching = {BatchRule::first_input},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::monotone},
                       .folding = Folding::if_small,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

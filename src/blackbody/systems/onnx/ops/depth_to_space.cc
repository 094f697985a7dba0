#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Channels become blocks of the image. Mode DCR: the block's place is the slowest part of the channel number; CRD: the
/// fastest, as in pixel shuffle.
Tensors depth_to_space(const Call& call) {
    const at::Tensor x = required(call, 0);
    const std::int64_t b = call.attributes().integer("blocksize", 0);
    require_sane(call, b);
    if (x.dim() != 4 || b < 1 || x.size(1) % (b * b) != 0)
        refuse(call, "an input [N, C b², Y, X]",
               std::to_string(x.dim() > 1 ? x.size(1) : 0) + " channels, b = " + std::to_string(b));
    const std::int64_t n = x.size(0), c = x.size(1) / (b * b), h = x.size(2), w = x.size(3);
    const at::Tensor blocks = call.attributes().text("mode", "DCR") == "CRD"
                                  ? x.reshape({n, c, b, b, h, w}).permute({0, 1, 4, 2, 5, 3})
                                  : x.reshape({n, b, b, c, h, w}).permute({0, 3, 4, 1, 5, 2});
    return {blocks.reshape({n, c, h * b, w * b})};
}

const Operator record{{.name = "DepthToSpace",
                       .versions = "1-28",
                       .shapes = "X [N, C b², Y, X] -> Y [N, C, Y b, X b]",
                       .aten = "at::reshape, at::permute"},
                      depth_to_space,
                      {.role = OperatorRole::moving,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0,
                       .batching = {BatchRule::first_input},
                       .axes = AxisRule::image,
                       .bounds = {BoundRule::monotone},
                       .folding = Folding::always,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

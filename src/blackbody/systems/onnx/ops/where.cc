#include <ATen/ops/where.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

Tensors where(const Call& call) { return {at::where(required(call, 0), required(call, 1), required(call, 2))}; }

const Operator record{{.name = "Where",
                       .versions = "9-28",
                       .shapes = "condition bool, X, Y [broadcast] -> Z [broadcast]",
                       .aten = "at::where"},
                      where};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

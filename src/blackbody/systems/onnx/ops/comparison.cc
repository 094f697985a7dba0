/// Comparisons and logic of two tensors: bool out. NumPy's broadcasting (before opset 7: `axis` and `broadcast`).
#include <ATen/ops/eq.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/le.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/logical_or.h>
#include <ATen/ops/lt.h>

#include "blackbody/systems/onnx/ops/families.h"
#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

template <at::Tensor (*f)(const at::Tensor&, const at::Tensor&)>
Tensors compare(const Call& call) {
    const at::Tensor a = required(call, 0), b = aligned(call, a, required(call, 1));
    return {f(widen(call, a), widen(call, b))};
}

Operator record(const char* name, const char* versions, Tensors (*run)(const Call&), const char* aten) {
    return {{.name = name, .versions = versions, .shapes = "A, B [broadcast] -> C bool [broadcast]", .aten = aten},
            run,
            elementwise(OperatorRole::other, Formula::other, unbounded(), Pointwise::no)};
}

const Operator table[] = {
    record("And", "1-28", compare<at::logical_and>, "at::logical_and"),
    record("Equal", "1-28", compare<at::eq>, "at::eq"),
    record("Greater", "1-28", compare<at::gt>, "at::gt"),
    record("GreaterOrEqual", "12-28", compare<at::ge>, "at::ge"),
    record("Less", "1-28", compare<at::lt>, "at::lt"),
    record("LessOrEqual", "12-28", compare<at::le>, "at::le"),
    record("Or", "1-28", compare<at::logical_or>, "at::logical_or"),
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

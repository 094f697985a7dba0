/// Comparisons and logic of two tensors: bool out. NumPy's broadcasting (before opset 7: `axis` and `broadcast`).
#include <ATen/ops/eq.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/le.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/logical_or.h>
#include <ATen/ops/lt.h>

#include "blackbody/systems/network/ops/support.h"

namespace blackbody::ops {
namespace {

template <at::Tensor (*f)(const at::Tensor&, const at::Tensor&)>
Tensors compare(const Call& call) {
    const at::Tensor a = required(call, 0), b = aligned(call, a, required(call, 1));
    return {f(widen(call, a), widen(call, b))};
}

#define BLACKBODY_COMPARISON(NAME, VERSIONS, FUNCTION, ATEN)                                                    \
    {                                                                                                           \
        {.name = NAME, .versions = VERSIONS, .shapes = "A, B [broadcast] -> C bool [broadcast]", .aten = ATEN}, \
            compare<FUNCTION>                                                                                   \
    }

const Operator table[] = {
    BLACKBODY_COMPARISON("And", "1-28", at::logical_and, "at::logical_and"),
    BLACKBODY_COMPARISON("Equal", "1-28", at::eq, "at::eq"),
    BLACKBODY_COMPARISON("Greater", "1-28", at::gt, "at::gt"),
    BLACKBODY_COMPARISON("GreaterOrEqual", "12-28", at::ge, "at::ge"),
    BLACKBODY_COMPARISON("Less", "1-28", at::lt, "at::lt"),
    BLACKBODY_COMPARISON("LessOrEqual", "12-28", at::le, "at::le"),
    BLACKBODY_COMPARISON("Or", "1-28", at::logical_or, "at::logical_or"),
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

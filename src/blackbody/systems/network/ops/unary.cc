/// Elementwise functions of one tensor without settings: the records differ only by the function.
#include <ATen/ops/abs.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/erf.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/floor.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/log.h>
#include <ATen/ops/logical_not.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/reciprocal.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sign.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/tanh.h>

#include "blackbody/systems/network/ops/support.h"

namespace blackbody::ops {
namespace {

/// Applies f to input 0, in a signed type where ATen lacks the unsigned one.
template <at::Tensor (*f)(const at::Tensor&)>
Tensors unary(const Call& call) {
    const at::Tensor x = required(call, 0);
    return {narrow(f(widen(call, x)), x.scalar_type())};
}

at::Tensor identity(const at::Tensor& x) { return x; }

/// ln(1 + e^x). ATen answers x above the threshold: at 40 that is exact in double as well.
at::Tensor softplus(const at::Tensor& x) { return at::softplus(x, 1, 40); }

#define BLACKBODY_UNARY(NAME, VERSIONS, FUNCTION, ATEN) \
    { {.name = NAME, .versions = VERSIONS, .shapes = "X [any] -> Y [same]", .aten = ATEN}, unary<FUNCTION> }

const Operator table[] = {
    BLACKBODY_UNARY("Abs", "1-28", at::abs, "at::abs"),
    BLACKBODY_UNARY("Cos", "7-28", at::cos, "at::cos"),
    BLACKBODY_UNARY("Erf", "9-28", at::erf, "at::erf"),
    BLACKBODY_UNARY("Exp", "1-28", at::exp, "at::exp"),
    BLACKBODY_UNARY("Floor", "1-28", at::floor, "at::floor"),
    BLACKBODY_UNARY("HardSwish", "14-28", at::hardswish, "at::hardswish"),
    BLACKBODY_UNARY("Identity", "1-28", identity, "the tensor itself"),
    BLACKBODY_UNARY("Log", "1-28", at::log, "at::log"),
    BLACKBODY_UNARY("Neg", "1-28", at::neg, "at::neg"),
    BLACKBODY_UNARY("Not", "1-28", at::logical_not, "at::logical_not"),
    BLACKBODY_UNARY("Reciprocal", "1-28", at::reciprocal, "at::reciprocal"),
    BLACKBODY_UNARY("Relu", "1-28", at::relu, "at::relu"),
    BLACKBODY_UNARY("Sigmoid", "1-28", at::sigmoid, "at::sigmoid"),
    BLACKBODY_UNARY("Sign", "9-28", at::sign, "at::sign"),
    BLACKBODY_UNARY("Sin", "7-28", at::sin, "at::sin"),
    BLACKBODY_UNARY("Softplus", "1-28", softplus, "at::softplus"),
    BLACKBODY_UNARY("Sqrt", "1-28", at::sqrt, "at::sqrt"),
    BLACKBODY_UNARY("Tanh", "1-28", at::tanh, "at::tanh"),
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

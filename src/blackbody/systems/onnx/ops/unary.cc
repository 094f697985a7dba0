/// Elementwise functions of one tensor without settings: the records differ only by the function.
#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/erf.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/floor.h>
#include <ATen/ops/hardswish.h>
#include <ATen/ops/log.h>
#include <ATen/ops/logical_not.h>
#include <ATen/ops/mish.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/reciprocal.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sign.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/tanh.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

/// Applies f to input 0, in a signed type where ATen lacks the unsigned one.
template <at::Tensor (*f)(const at::Tensor&)>
Tensors unary(const Call& call) {
    const at::Tensor x = required(call, 0);
    return {narrow(f(widen(call, x)), x.scalar_type())};
}

at::Tensor identity(const at::Tensor& x) { return x; }

at::Tensor softsign(const at::Tensor& x) { return x / (x.abs() + 1); }

/// ln(1 + e^x). ATen answers x above the threshold: at 40 that is exact in double as well.
at::Tensor softplus(const at::Tensor& x) { return at::softplus(x, 1, 40); }

Operator record(const char* name, const char* versions, Tensors (*run)(const Call&), const char* aten) {
    return {{.name = name, .versions = versions, .shapes = "X [any] -> Y [same]", .aten = aten}, run};
}

const Operator table[] = {
    record("Abs", "1-28", unary<at::abs>, "at::abs"),
    record("Cos", "7-28", unary<at::cos>, "at::cos"),
    record("Erf", "9-28", unary<at::erf>, "at::erf"),
    record("Exp", "1-28", unary<at::exp>, "at::exp"),
    record("Floor", "1-28", unary<at::floor>, "at::floor"),
    record("HardSwish", "14-28", unary<at::hardswish>, "at::hardswish"),
    record("Identity", "1-28", unary<identity>, "the tensor itself"),
    record("Log", "1-28", unary<at::log>, "at::log"),
    record("Mish", "18-28", unary<at::mish>, "at::mish"),
    record("Neg", "1-28", unary<at::neg>, "at::neg"),
    record("Not", "1-28", unary<at::logical_not>, "at::logical_not"),
    record("Reciprocal", "1-28", unary<at::reciprocal>, "at::reciprocal"),
    record("Relu", "1-28", unary<at::relu>, "at::relu"),
    record("Sigmoid", "1-28", unary<at::sigmoid>, "at::sigmoid"),
    record("Sign", "9-28", unary<at::sign>, "at::sign"),
    record("Sin", "7-28", unary<at::sin>, "at::sin"),
    record("Softplus", "1-28", unary<softplus>, "at::softplus"),
    record("Softsign", "1-28", unary<softsign>, "x / (1 + at::abs(x))"),
    record("Sqrt", "1-28", unary<at::sqrt>, "at::sqrt"),
    record("Tanh", "1-28", unary<at::tanh>, "at::tanh"),
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

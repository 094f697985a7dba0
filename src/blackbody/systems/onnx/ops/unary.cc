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

#include "blackbody/systems/onnx/ops/families.h"
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

OperatorInfo info(const char* name, const char* versions, const char* aten) {
    return {.name = name, .versions = versions, .shapes = "X [any] -> Y [same]", .aten = aten};
}

const Operator table[] = {
    {info("Abs", "1-28", "at::abs"), unary<at::abs>,
     elementwise(OperatorRole::other, Formula::other, extreme_at({0}), Pointwise::yes)},
    {info("Cos", "7-28", "at::cos"), unary<at::cos>,
     elementwise(OperatorRole::other, Formula::other, unbounded(), Pointwise::no)},
    {info("Erf", "9-28", "at::erf"), unary<at::erf>,
     elementwise(OperatorRole::other, Formula::other, bounded(), Pointwise::yes)},
    {info("Exp", "1-28", "at::exp"), unary<at::exp>,
     elementwise(OperatorRole::other, Formula::exponential, extreme_at({}), Pointwise::yes)},
    {info("Floor", "1-28", "at::floor"), unary<at::floor>,
     elementwise(OperatorRole::other, Formula::other, unbounded(), Pointwise::no)},
    {info("HardSwish", "14-28", "at::hardswish"), unary<at::hardswish>,
     elementwise(OperatorRole::nonlinearity, Formula::hard_swish, extreme_at({-1.5}), Pointwise::yes)},
    {info("Identity", "1-28", "the tensor itself"), unary<identity>,
     elementwise(OperatorRole::renaming, Formula::other, {BoundRule::monotone}, Pointwise::yes)},
    {info("Log", "1-28", "at::log"), unary<at::log>,
     elementwise(OperatorRole::other, Formula::logarithm, unbounded(), Pointwise::yes)},
    {info("Mish", "18-28", "at::mish"), unary<at::mish>,
     elementwise(OperatorRole::nonlinearity, Formula::mish, extreme_at({-1.192460}), Pointwise::no)},
    {info("Neg", "1-28", "at::neg"), unary<at::neg>,
     elementwise(OperatorRole::other, Formula::other, extreme_at({}), Pointwise::yes)},
    {info("Not", "1-28", "at::logical_not"), unary<at::logical_not>,
     elementwise(OperatorRole::other, Formula::other, unbounded(), Pointwise::no)},
    {info("Reciprocal", "1-28", "at::reciprocal"), unary<at::reciprocal>,
     elementwise(OperatorRole::other, Formula::reciprocal, unbounded(), Pointwise::yes)},
    {info("Relu", "1-28", "at::relu"), unary<at::relu>,
     elementwise(OperatorRole::nonlinearity, Formula::relu, extreme_at({}), Pointwise::yes)},
    {info("Sigmoid", "1-28", "at::sigmoid"), unary<at::sigmoid>,
     elementwise(OperatorRole::nonlinearity, Formula::sigmoid, bounded(), Pointwise::yes)},
    {info("Sign", "9-28", "at::sign"), unary<at::sign>,
     elementwise(OperatorRole::other, Formula::other, unbounded(), Pointwise::yes)},
    {info("Sin", "7-28", "at::sin"), unary<at::sin>,
     elementwise(OperatorRole::other, Formula::other, unbounded(), Pointwise::no)},
    {info("Softplus", "1-28", "at::softplus"), unary<softplus>,
     elementwise(OperatorRole::nonlinearity, Formula::softplus, extreme_at({}), Pointwise::yes)},
    {info("Softsign", "1-28", "x / (1 + at::abs(x))"), unary<softsign>,
     elementwise(OperatorRole::nonlinearity, Formula::softsign, bounded(), Pointwise::yes)},
    {info("Sqrt", "1-28", "at::sqrt"), unary<at::sqrt>,
     elementwise(OperatorRole::other, Formula::root, unbounded(), Pointwise::yes)},
    {info("Tanh", "1-28", "at::tanh"), unary<at::tanh>,
     elementwise(OperatorRole::nonlinearity, Formula::tanh, bounded(), Pointwise::yes)},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

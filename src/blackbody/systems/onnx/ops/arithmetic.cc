/// Binary and variadic arithmetic with NumPy's broadcasting (before opset 7: `axis` and `broadcast`).
#include <ATen/ops/add.h>
#include <ATen/ops/div.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sub.h>

#include "blackbody/systems/onnx/ops/support.h"

namespace blackbody::ops {
namespace {

using Binary = at::Tensor(const at::Tensor&, const at::Tensor&);

at::Tensor add(const at::Tensor& a, const at::Tensor& b) { return at::add(a, b); }
at::Tensor sub(const at::Tensor& a, const at::Tensor& b) { return at::sub(a, b); }
at::Tensor mul(const at::Tensor& a, const at::Tensor& b) { return at::mul(a, b); }

/// Integers are divided towards zero.
at::Tensor div(const at::Tensor& a, const at::Tensor& b) {
    return is_integral(a) ? at::div(a, b, "trunc") : at::div(a, b);
}

template <Binary f>
Tensors binary(const Call& call) {
    const at::Tensor a = required(call, 0), b = aligned(call, a, required(call, 1));
    return {narrow(f(widen(call, a), widen(call, b)), a.scalar_type())};
}

/// f folded over all inputs.
template <Binary f>
Tensors variadic(const Call& call) {
    const at::Tensor first = required(call, 0);
    at::Tensor y = widen(call, first);
    for (std::size_t i = 1; i < call.inputs.size(); ++i) y = f(y, widen(call, required(call, i)));
    return {narrow(y, first.scalar_type())};
}

Tensors mean(const Call& call) { return {variadic<add>(call).front() / static_cast<double>(call.inputs.size())}; }

Operator of_two(const char* name, Tensors (*run)(const Call&), const char* aten) {
    return {{.name = name, .versions = "1-28", .shapes = "A, B [broadcast] -> C [broadcast]", .aten = aten}, run};
}

Operator of_many(const char* name, Tensors (*run)(const Call&), const char* aten) {
    return {{.name = name, .versions = "1-28", .shapes = "any number of X [broadcast] -> Y [broadcast]", .aten = aten},
            run};
}

const Operator table[] = {
    of_two("Add", binary<add>, "at::add"),
    of_two("Div", binary<div>, "at::div"),
    of_many("Max", variadic<at::maximum>, "at::maximum"),
    of_many("Mean", mean, "at::add, at::div"),
    of_many("Min", variadic<at::minimum>, "at::minimum"),
    of_two("Mul", binary<mul>, "at::mul"),
    of_two("Sub", binary<sub>, "at::sub"),
    of_many("Sum", variadic<add>, "at::add"),
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

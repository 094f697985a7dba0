/// Binary and variadic arithmetic with NumPy's broadcasting (before opset 7: `axis` and `broadcast`).
#include <ATen/ops/add.h>
#include <ATen/ops/div.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sub.h>

#include "blackbody/systems/onnx/ops/families.h"
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

OperatorInfo of_two(const char* name, const char* aten) {
    return {.name = name, .versions = "1-28", .shapes = "A, B [broadcast] -> C [broadcast]", .aten = aten};
}

OperatorInfo of_many(const char* name, const char* aten) {
    return {.name = name, .versions = "1-28", .shapes = "any number of X [broadcast] -> Y [broadcast]", .aten = aten};
}

/// Storage of its own is stated where a sum may be written over the output.
Traits arithmetic(Formula formula, Bounding bounds, Storage storage, Pointwise pointwise) {
    Traits traits = elementwise(OperatorRole::other, formula, std::move(bounds), pointwise);
    traits.storage = storage;
    return traits;
}

const Operator table[] = {
    {of_two("Add", "at::add"), binary<add>,
     arithmetic(Formula::sum, {BoundRule::corners}, Storage::own, Pointwise::yes)},
    {of_two("Div", "at::div"), binary<div>,
     arithmetic(Formula::quotient, {BoundRule::quotient}, Storage::shared, Pointwise::yes)},
    {of_many("Max", "at::maximum"), variadic<at::maximum>,
     arithmetic(Formula::maximum, {BoundRule::corners}, Storage::shared, Pointwise::yes)},
    {of_many("Mean", "at::add, at::div"), mean,
     arithmetic(Formula::other, {BoundRule::unknown}, Storage::shared, Pointwise::no)},
    {of_many("Min", "at::minimum"), variadic<at::minimum>,
     arithmetic(Formula::other, {BoundRule::corners}, Storage::shared, Pointwise::yes)},
    {of_two("Mul", "at::mul"), binary<mul>,
     arithmetic(Formula::product, {BoundRule::corners}, Storage::own, Pointwise::yes)},
    {of_two("Sub", "at::sub"), binary<sub>,
     arithmetic(Formula::difference, {BoundRule::corners}, Storage::shared, Pointwise::yes)},
    {of_many("Sum", "at::add"), variadic<add>,
     arithmetic(Formula::total, {BoundRule::corners}, Storage::shared, Pointwise::yes)},
};
const Table entries(table);

}  // namespace
}  // namespace blackbody::ops

/// BatchNormalization: the wave function of each sample has norm 1, where the network divides by what the data set had.
///
/// The learned scale and shift stay, and so does the mean that is subtracted: what differs is the divisor alone.
#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/square.h>
#include <ATen/ops/zeros_like.h>

#include "blackbody/bridges/counterpart.h"

namespace blackbody {
namespace {

at::Tensor unit_norm(const at::Tensor& psi, const Element&, const Tensors& inputs) {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(psi.dim()), 1), over;
    shape[1] = -1;
    for (std::int64_t d = 1; d < psi.dim(); ++d) over.push_back(d);
    const auto placed = [&](std::size_t i) { return inputs.at(i).reshape(shape); };  // scale, shift, mean
    const at::Tensor centred = psi - placed(3);
    const at::Tensor norm = (centred.abs().square().mean(over, true) + 1e-12).sqrt();
    return centred / norm * placed(1) + placed(2);
}

const Counterpart record{.op = "BatchNormalization",
                         .part = "normalisation",
                         .name = "unit-norm",
                         .formula = "γ (ψ - μ) √n / |ψ - μ| + β, the norm of one sample's wave",
                         .reading = "a wave function has norm 1",
                         .order = 1,
                         .apply = unit_norm};
const Registered<Counterpart> entry{record};

}  // namespace
}  // namespace blackbody

#include "blackbody/systems/layered/waves/interference.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/outer.h>
#include <ATen/ops/where.h>

namespace blackbody {

at::Tensor waves_behind(const at::Tensor& weight, const at::Tensor& patches, Slit slit) {
    const at::Tensor c = patches.to(at::kComplexDouble) * weight.to(at::kComplexDouble);
    if (slit == Slit::input || c.dim() < 4) return c.flatten(1);
    return slit == Slit::channel ? c.sum({2, 3}) : c.sum(1).flatten(1);
}

Interference interference_of(const at::Tensor& waves) {
    const double samples = static_cast<double>(waves.size(0));
    const at::Tensor moduli = waves.abs(), cross = at::matmul(waves.mH(), waves) / samples;
    Interference found{.intensity = moduli.square().mean(0)};
    const at::Tensor i = found.intensity, both = at::outer(i, i).sqrt(), sum = i.unsqueeze(1) + i;
    found.coherence = at::where(both > 0, cross / at::where(both > 0, both, 1), 0);
    found.visibility = at::where(sum > 0, 2 * cross.abs() / at::where(sum > 0, sum, 1), 0);
    found.together = waves.sum(1).abs().square().mean().item<double>();
    found.apart = i.sum().item<double>();

    // The index of slits.h, all samples at once.
    const at::Tensor apart = moduli.square().sum(1), most = moduli.sum(1).square() - apart;
    const at::Tensor index = (waves.sum(1).abs().square() - apart) / at::where(most > 0, most, 1);
    found.mean_index = at::where(most > 0, index, 0).mean().item<double>();
    return found;
}

}  // namespace blackbody

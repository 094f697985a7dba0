#include "blackbody/bridges/counterpart.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/imag.h>
#include <ATen/ops/real.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "blackbody/systems/onnx/evaluate.h"

namespace blackbody {
namespace {

/// Affine in whatever of their inputs are states.
const std::set<std::string> always_affine = {"AveragePool",
                                             "BatchNormalization",
                                             "Concat",
                                             "ConvTranspose",
                                             "Dropout",
                                             "Flatten",
                                             "GlobalAveragePool",
                                             "Identity",
                                             "Pad",
                                             "ReduceMean",
                                             "ReduceSum",
                                             "Reshape",
                                             "Slice",
                                             "Squeeze",
                                             "Sub",
                                             "Sum",
                                             "Add",
                                             "Transpose",
                                             "Unsqueeze",
                                             "Conv",
                                             "Gemm"};
/// Affine in one state where all else is constant.
const std::set<std::string> affine_in_one = {"MatMul", "Mul", "Div"};

}  // namespace

std::vector<const Counterpart*> counterparts() {
    return registered<Counterpart>([](const Counterpart& c) { return std::tuple(c.op, c.order, c.name); });
}

std::vector<const Counterpart*> counterparts_of(const std::string& op) {
    std::vector<const Counterpart*> all;
    for (const Counterpart* counterpart : counterparts())
        if (counterpart->op == op) all.push_back(counterpart);
    return all;
}

bool is_affine(const Element& element, const std::vector<bool>& is_constant) {
    const std::string& op = element.node->op;
    const auto states = std::count(is_constant.begin(), is_constant.end(), false);
    if (op == "Conv" || op == "Gemm") return states == 1;
    if (op == "Div" && !is_constant.empty() && is_constant[0]) return false;
    return always_affine.contains(op) || (affine_in_one.contains(op) && states == 1);
}

at::Tensor on_wave(const Element& element, const Tensors& inputs, const std::vector<bool>& is_constant) {
    const auto with = [&](const auto& part) {
        Tensors real = inputs;
        for (std::size_t i = 0; i < inputs.size(); ++i)
            if (inputs[i].defined() && !is_constant[i]) real[i] = part(inputs[i]);
        return compute(element, real).at(0);
    };
    const at::Tensor re = with([](const at::Tensor& z) { return at::real(z).contiguous(); });
    const at::Tensor im = with([](const at::Tensor& z) { return at::imag(z).contiguous(); });
    const at::Tensor none = with([](const at::Tensor& z) { return at::zeros_like(at::real(z)); });
    return at::complex(re, (im - none).contiguous());
}

}  // namespace blackbody

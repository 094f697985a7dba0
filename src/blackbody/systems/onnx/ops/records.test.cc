/// What holds for every record: pure, differentiable where the operator is, the same in float32 as in float64.
#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include <set>

#include "blackbody/systems/onnx/ops/samples.test.h"

using namespace blackbody;
using namespace blackbody::ops;

namespace {

Tensors run(const Sample& sample, const Tensors& inputs) {
    return find_operator(sample.node.op, "")->run(Call{sample.node, inputs});
}

bool is_real(const at::Tensor& tensor) { return tensor.defined() && tensor.scalar_type() == at::kDouble; }

/// One number that depends on every element of every real output: their sum with fixed random weights.
at::Tensor weighted(const Tensors& outputs) {
    at::Tensor total;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (!is_real(outputs[i])) continue;
        const at::Tensor part = (outputs[i] * drawn(outputs[i].sizes().vec(), 100 + i)).sum();
        total = total.defined() ? total + part : part;
    }
    return total;
}

/// d weighted / d inputs[k] by central differences.
at::Tensor by_differences(const Sample& sample, std::size_t k) {
    const double h = 1e-6;
    const at::Tensor slope = at::empty_like(sample.inputs[k]).contiguous();
    for (std::int64_t i = 0; i < slope.numel(); ++i) {
        double value[2];
        for (const int side : {0, 1}) {
            Tensors moved = sample.inputs;
            moved[k] = moved[k].clone();
            moved[k].view(-1)[i] += side ? h : -h;
            value[side] = weighted(run(sample, moved)).item<double>();
        }
        slope.view(-1)[i] = (value[1] - value[0]) / (2 * h);
    }
    return slope;
}

}  // namespace

TEST(records, each_has_a_sample) {
    std::set<std::string> sampled;
    for (const Sample& sample : samples()) sampled.insert(sample.node.op);
    for (const Operator* record : operators())
        EXPECT_TRUE(!record->info.domain.empty() || sampled.count(record->info.name) == 1) << record->info.name;
}

TEST(records, gradients_agree_with_finite_differences) {
    for (const Sample& sample : samples()) {
        if (!sample.smooth) continue;
        Tensors inputs;
        for (const at::Tensor& input : sample.inputs)
            inputs.push_back(is_real(input) ? input.clone().requires_grad_(true) : input);
        weighted(run(sample, inputs)).backward();
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            if (!is_real(inputs[k])) continue;
            const at::Tensor slope = inputs[k].grad().defined() ? inputs[k].grad() : at::zeros_like(inputs[k]);
            EXPECT_TRUE(at::allclose(slope, by_differences(sample, k), 1e-5, 1e-7))
                << sample.node.op << ", opset " << sample.node.opset << ", input " << k;
        }
    }
}

TEST(records, never_write_an_input) {
    for (const Sample& sample : samples()) {
        Tensors before;
        for (const at::Tensor& input : sample.inputs) before.push_back(input.clone());
        run(sample, sample.inputs);
        for (std::size_t k = 0; k < before.size(); ++k)
            EXPECT_TRUE(at::equal(before[k], sample.inputs[k])) << sample.node.op << ", input " << k;
    }
}

TEST(records, compute_in_float32_what_they_compute_in_float64) {
    for (const Sample& sample : samples()) {
        Tensors narrow;
        for (const at::Tensor& input : sample.inputs) narrow.push_back(is_real(input) ? input.to(at::kFloat) : input);
        const Tensors wide_outputs = run(sample, sample.inputs), outputs = run(sample, narrow);
        ASSERT_EQ(wide_outputs.size(), outputs.size()) << sample.node.op;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const bool stays_double = sample.node.op == "Cast" || !is_real(wide_outputs[i]);
            EXPECT_EQ(outputs[i].scalar_type(), stays_double ? wide_outputs[i].scalar_type() : at::kFloat)
                << sample.node.op;
            EXPECT_TRUE(at::allclose(outputs[i].to(at::kDouble), wide_outputs[i].to(at::kDouble), 1e-4, 1e-5))
                << sample.node.op << ", output " << i;
        }
    }
}

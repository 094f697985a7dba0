/// Networks as ONNX, real and complex, run by the engine that opens them.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include "blackbody/loading/onnx_graph.h"
#include "blackbody/systems/layered/layered_network.h"
#include "blackbody/systems/onnx/network.h"
#include "blackbody/util/errors.h"
#include "support/random.h"

using namespace blackbody;

namespace {

struct Case {
    std::string text;
    Field field;
};

const Case cases[] = {
    {"conv 4 3x3 circular, layer-norm, leaky slope .2, pool 2 modulus, depthwise 3x5 circular, layer-norm local, abs, "
     "global intensity, linear 5",
     Field::real},
    {"coordinates, conv 4 3x3, dropout .5, l2-norm, conv 4 3x3, l1-norm local, momenta 2, sign, pool 2 l2, linear 5",
     Field::real},
    {"conv 4 3x3, pool 2 average, hidden 7, rbm 5 hidden 6", Field::real},
    {"conv 4 3x3, norm, modrelu, pool 2, conv 5 3x3 circular, cardioid, pool 2 average, linear 5, born",
     Field::complex},
    {"conv 4 3x3 stride 2 circular, crelu, residual(conv 4 3x3, norm, modrelu), pool 3 stride 2, modulus, linear 5",
     Field::complex},
    {"conv 4 3x3, depthwise 5x3, pool 2 l2, conv 3 3x3, pool 2 modulus, linear 5, born", Field::complex},
    {"conv 4 3x3, intensity, conv 3 3x3, global intensity, linear 6, modrelu, linear 5, born", Field::complex},
};

}  // namespace

TEST(LayeredNetworkAsOnnx, is_the_same_function) {
    const at::Tensor x = blackbody::testing::RandomTensors(4).uniform({3, 1, 12, 12});
    for (const auto& [text, field] : cases) {
        const LayeredNetwork network({text, field, {Field::real, 1, {12, 12}}, 2});
        // Let running statistics move away from 0 and 1, and levels from 0.
        for (int i = 0; i < 3; ++i) network.forward(x, {.is_training = true});
        const at::NoGradGuard fixed;
        for (const Parameter& p : network.parameters())
            if (p.name.ends_with("level")) at::Tensor(p.value).fill_(-.05);
        const at::Tensor expected = network.forward(x.contiguous(at::MemoryFormat::ChannelsLast), {});
        const Network opened(graph_of(network.onnx()));
        const at::Tensor found = opened.forward({{"input", x}}).begin()->second;
        EXPECT_LT((found - expected).abs().max().item<double>(), 1e-4) << text;
    }
}

TEST(LayeredNetworkAsOnnx, a_layer_that_onnx_has_not_is_named) {
    const LayeredNetwork network({"conv 2 3x3, propagator, linear 5", Field::complex, {Field::real, 1, {12, 12}}, 2});
    try {
        network.onnx();
        FAIL();
    } catch (const UnsupportedError& error) {
        EXPECT_NE(std::string(error.what()).find("propagator1"), std::string::npos);
    }
}

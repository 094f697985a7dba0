/// One network, as layers of ours and as ONNX: the same numbers of excitation, whatever its nonlinearities are called.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <map>

#include "blackbody/instruments/measure.h"
#include "blackbody/loading/onnx_graph.h"
#include "blackbody/systems/layered/layered_network.h"
#include "blackbody/systems/onnx/network.h"
#include "support/network.h"
#include "support/random.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// The numbers of excitation at the nonlinearity in the middle of a network.
std::map<std::string, double> excitation_of(const System& system, const std::string& site, const at::Tensor& x) {
    const TensorSource source({{"input", x}});
    const Measured measured = measure(system, &source, {find_observable("excitation")}, {.null_draws = 0});
    std::map<std::string, double> values;
    if (const Measurement* m = find_measurement(measured.measurements, "excitation", site))
        for (const Estimate& e : m->estimates) values[e.name] = e.value;
    return values;
}

}  // namespace

TEST(kinds, of_nonlinearities_give_the_same_numbers_through_both_formats) {
    const at::Tensor x = 6 * RandomTensors(4).uniform({40, 1, 12, 12});
    for (const char* kind : {"relu", "tanh", "leaky"}) {
        const LayeredNetwork network(
            {std::string("conv 4 3x3, ") + kind + ", linear 5", Field::real, {Field::real, 1, {12, 12}}, 2});
        const at::NoGradGuard fixed;
        for (const Parameter& p : network.parameters())
            if (p.name.ends_with("weight")) at::Tensor(p.value).mul_(4);
        const Network opened(graph_of(network.onnx()));
        const std::string name = std::string(kind) + "1";
        const auto ours = excitation_of(network, name, x), onnx = excitation_of(opened, name, x);
        EXPECT_GT(ours.size(), 10u) << kind;
        ASSERT_EQ(ours.size(), onnx.size()) << kind;
        for (const auto& [quantity, value] : ours)
            EXPECT_NEAR(onnx.at(quantity), value, 1e-3 * (1 + std::abs(value))) << kind << " " << quantity;
        EXPECT_EQ(ours.count("saturated_share"), std::string(kind) == "tanh" ? 1u : 0u);
    }
}

#include "blackbody/bridges/conversion.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "blackbody/loading/onnx_graph.h"
#include "blackbody/systems/layered/layered_network.h"
#include "support/random.h"

namespace blackbody {
namespace {

class Noise : public Source {
  public:
    std::int64_t size() const override { return 40; }
    bool labelled() const override { return true; }
    Batch read(std::int64_t first, std::int64_t count) const override {
        testing::RandomTensors random(static_cast<Seed>(first));
        return {{{"input", random.normal({count, 1, 8, 8})}}, random.integers(0, 3, {count}), first, count};
    }
};

Network network_of(const std::string& text) {
    const LayeredNetwork layered({text, Field::real, {Field::real, 1, {8, 8}}, 4});
    // Shifts that are not 0: an affine map is not a linear one.
    const c10::AutoGradMode fixed(false);
    for (const Parameter& p : layered.parameters())
        if (p.is_learned && !p.decays) at::Tensor(p.value).add_(.2);
    return Network(graph_of(layered.onnx()));
}

const NodeConversion& find(const Conversion& conversion, const std::string& node, const std::string& counterpart) {
    for (const NodeConversion& n : conversion.nodes)
        if (n.node == node && n.counterpart == counterpart) return n;
    throw std::logic_error("no " + node + " as " + counterpart);
}

const VariantScore& find(const Conversion& conversion, const std::string& variant) {
    for (const VariantScore& v : conversion.variants)
        if (v.name == variant) return v;
    throw std::logic_error("no " + variant);
}

TEST(conversion, linear_nodes_are_equal_and_others_are_off_by_what_they_are) {
    const Network network = network_of("conv 4 3x3, norm, relu, pool 2, conv 4 3x3, relu, global, linear 3");
    const Conversion c = convert(network, Noise(), usual_variants(network.graph()), {.batch = 16});
    EXPECT_EQ(c.samples, 40);
    for (const char* node : {"conv1", "norm1", "conv2", "linear1"}) EXPECT_LT(find(c, node, "").alone, 1e-6) << node;
    // On real waves the cardioid is the rectifier, and behind it complex max pooling is max pooling.
    EXPECT_LT(find(c, "relu1", "cardioid").alone, 1e-6);
    EXPECT_LT(find(c, "pool1", "complex-max").alone, 1e-6);
    // |x| against relu x: what was negative stays, about as much as what was not.
    EXPECT_GT(find(c, "relu1", "modulus").alone, .3);
    EXPECT_GT(find(c, "pool1", "l2").alone, .1);
}

TEST(conversion, a_network_with_nothing_but_equal_parts_is_itself) {
    const Network network = network_of("conv 4 3x3, norm, relu, pool 2, conv 4 3x3, relu, global, linear 3");
    const Conversion c = convert(network, Noise(), usual_variants(network.graph()));
    EXPECT_EQ(find(c, "none").agreement.value, 1);
    EXPECT_EQ(find(c, "rectifier: cardioid").agreement.value, 1);
    EXPECT_EQ(find(c, "none").accuracy->value, c.accuracy->value);
    EXPECT_GT(find(c, "linear1", "").carried, .01);
}

TEST(conversion, a_linear_network_carries_complex_waves) {
    const Network network = network_of("conv 4 3x3, norm, pool 2 average, conv 4 3x3, global, linear 3");
    const Conversion c = convert(network, Noise(), usual_variants(network.graph()));
    for (const NodeConversion& node : c.nodes) EXPECT_LT(node.counterpart.empty() ? node.alone : 0, 1e-5) << node.node;
}

TEST(conversion, an_operator_without_a_counterpart_is_named_and_the_rest_is_converted) {
    const Network network = network_of("conv 4 3x3, tanh, global, linear 3");
    const Conversion c = convert(network, Noise(), usual_variants(network.graph()));
    EXPECT_EQ(find(c, "tanh1", "none").op, "Tanh");
    EXPECT_EQ(find(c, "none").agreement.value, 1);
}

}  // namespace
}  // namespace blackbody

/// What is said of weights that are odd: degenerate, not finite, or with entries that are named by what they connect.
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "blackbody/instruments/observables/spectrum/entries.h"
#include "blackbody/systems/onnx/constants.h"
#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/systems/onnx/interactions.h"
#include "support/network.h"
#include "support/random.h"
#include "support/run_cli.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// y = op(x, w) with w [I, O] or [O, I] of noise and one large entry that leads from input 5 to output 11.
void expect_named(const char* op, bool stored_in_out, std::vector<std::pair<std::string, std::int64_t>> attributes) {
    const std::vector<std::int64_t> shape = stored_in_out ? Integers{24, 16} : Integers{16, 24};
    const at::Tensor stored = gaussian(shape, 1, at::kFloat) * .1;
    stored[stored_in_out ? 5 : 11][stored_in_out ? 11 : 5] = 7;
    Graph graph;
    Node node = make_node(op, {"x", "w"}, "y");
    bool turned = false;
    for (const auto& [name, value] : attributes) node.attributes.set(name, value), turned |= name == "transA";
    graph.nodes = {node};
    graph.initializers["w"] = stored;
    graph.inputs = {make_port("x", turned ? Integers{24, 1} : Integers{1, 24}, at::kFloat)};
    graph.outputs = {Port{.name = "y"}};

    // The entry as it is named ...
    const Circuit circuit = wire(graph);
    const auto acting =
        acting_weight(circuit, circuit.elements[0], circuit.constants, infer_shapes(graph, circuit, circuit.constants));
    ASSERT_TRUE(acting.has_value()) << op;
    const std::vector<OutlierEntry> found = outlier_entries(acting->interaction);
    ASSERT_FALSE(found.empty()) << op;
    EXPECT_EQ(found[0].output, 11) << op;
    EXPECT_EQ(found[0].input, 5) << op;
    EXPECT_EQ(in_words(found[0], *spectra_of(acting->interaction)), "output 11, input 5: 7");

    // ... and as the network computes: input 5 alone reaches output 11 with strength 7.
    at::Tensor x = at::zeros({1, 24}, at::kFloat);
    x[0][5] = 1;
    const at::Tensor y = evaluate(graph, {{"x", turned ? x.t().contiguous() : x}}).at("y");
    EXPECT_NEAR(y.reshape(-1)[11].item<double>(), 7, 1e-5) << op;
}

}  // namespace

TEST(outlier_entries, are_named_by_output_and_input_in_every_layout_of_a_linear_map) {
    expect_named("MatMul", true, {});
    expect_named("Gemm", true, {});
    expect_named("Gemm", false, {{"transB", 1}});
    expect_named("Gemm", true, {{"transA", 1}});
    expect_named("Gemm", false, {{"transA", 1}, {"transB", 1}});
}

TEST(odd_weights, values_that_differ_by_rounding_have_no_exponent_and_what_is_not_finite_is_named) {
    const std::string file = std::string(BLACKBODY_SHARED) + "/cases/odd_weights/w.safetensors";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "SKIPPED for want of " << file;
    const Ran ran = run({"open", file, "--json", "-", "--nulls", "0"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const nlohmann::json results = nlohmann::json::parse(ran.out);
    int seen = 0;
    for (const auto& measurement : results["measurements"]) {
        const std::string site = measurement["site"];
        if (measurement["observable"] != "spectrum" ||
            (site.find("d_orth") == std::string::npos && site.find("e_two_values") == std::string::npos))
            continue;
        ++seen;
        EXPECT_FALSE(measurement["estimates"].contains("alpha")) << site;
        EXPECT_NE(measurement["notes"].dump().find("differ by more than rounding"), std::string::npos) << site;
    }
    EXPECT_EQ(seen, 2);
    EXPECT_NE(results["skipped"].dump().find("the weight 'p_nan.weight' holds"), std::string::npos)
        << results["skipped"].dump();
}

/// Dead channels, through the whole program: what is warned of, what is left open, and that they are named.
#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/network.h"
#include "blackbody/loading/tensors.h"
#include "support/arrays.h"
#include "support/files.h"
#include "support/network.h"
#include "support/random.h"
#include "support/run_cli.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

using Json = nlohmann::json;

Json findings_of(const std::string& model, const std::string& data) {
    const Ran ran = run({"open", model, "--data", data, "--nulls", "0", "--json", "-"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    Json found = Json::array();
    const Json results = Json::parse(ran.out);
    for (const auto& finding : results["findings"])
        if (finding["claim"] == "channels_never_excited") found.push_back(finding);
    return found;
}

bool says(const Json& finding, const std::string& words) {
    return finding["sentence"].get<std::string>().find(words) != std::string::npos;
}

std::string case_file(const std::string& name) { return std::string(BLACKBODY_SHARED) + "/cases/" + name; }

#define REQUIRE_CASE(name) \
    if (!std::filesystem::exists(case_file(name))) GTEST_SKIP() << "SKIPPED for want of " << case_file(name)

/// y = v relu(w x + b), eight units, standard normal inputs.
std::string dense_rectifier(const at::Tensor& bias) {
    Graph graph;
    graph.nodes = {make_node("Gemm", {"x", "w", "b"}, "h"), make_node("Relu", {"h"}, "r"),
                   make_node("Gemm", {"r", "v"}, "y")};
    const at::Tensor w = gaussian({6, 8}, 1, at::kFloat);
    graph.initializers = {{"w", w / w.norm(2, 0, true)}, {"b", bias}, {"v", gaussian({8, 4}, 3, at::kFloat)}};
    graph.inputs = {make_port("x", {-1, 6})}, graph.outputs = {make_port("y", {-1, 4})};
    graph.inputs[0].symbols = graph.outputs[0].symbols = {"N", ""};
    const std::string path = temporary_path("rectifier.onnx");
    save_network(path, graph);
    return path;
}

std::string normal_data(std::int64_t n) {
    return npy_file("normal" + std::to_string(n) + ".npy", gaussian_floats({n, 6}, 5));
}

}  // namespace

TEST(silence, case_of_a_layer_that_is_dead_as_a_whole) {
    REQUIRE_CASE("all_dead/m.onnx");
    const Json found = findings_of(case_file("all_dead/m.onnx"), case_file("all_dead/x20k.npy"));
    ASSERT_EQ(found.size(), 1) << found;
    EXPECT_EQ(found[0]["verdict"], "warning");
    EXPECT_TRUE(says(found[0], "The whole layer is dead")) << found;
    EXPECT_TRUE(says(found[0], "the output does not depend on the input")) << found;
}

TEST(silence, case_of_too_few_samples_claims_nothing) {
    REQUIRE_CASE("dead_few_samples/m.onnx");
    for (const char* data : {"five", "twelve"}) {
        const Json found = findings_of(case_file("dead_few_samples/m.onnx"),
                                       case_file("dead_few_samples/") + std::string(data) + ".npy");
        for (const Json& finding : found) EXPECT_EQ(finding["verdict"], "undecided") << finding;
    }
    EXPECT_EQ(findings_of(case_file("dead_few_samples/m.onnx"), case_file("dead_few_samples/five.npy")).size(), 1);
    EXPECT_TRUE(findings_of(case_file("dead_few_samples/m.onnx"), case_file("dead_few_samples/all.npy")).empty());
}

/// Unit 2 is proven dead, unit 5 by its tail on many samples, unit 7 is rare: P(N(0, 1) > 3.2) = 7e-4.
TEST(silence, dead_and_rare_channels_are_told_apart_and_named) {
    at::Tensor bias = at::zeros({8}, at::kFloat);
    bias[2] = -1000, bias[5] = -7, bias[7] = -3.2;
    const std::string model = dense_rectifier(bias);
    const Json few = findings_of(model, normal_data(100)), many = findings_of(model, normal_data(1500));
    ASSERT_EQ(few.size(), 2) << few;
    EXPECT_TRUE(says(few[0], "One dead channel in one layer: proven")) << few;
    EXPECT_TRUE(says(few[0], "counted from 0: r_node: 2.")) << few;
    EXPECT_EQ(few[1]["verdict"], "undecided");
    EXPECT_TRUE(says(few[1], "less than 3 % of samples")) << few;
    EXPECT_EQ(many[0]["verdict"], "warning");
    EXPECT_TRUE(says(many[0], "2 dead channels in one layer: proven")) << many;
    EXPECT_TRUE(says(many[0], "r_node: 2, 5.")) << many;
}

TEST(silence, numbers_of_channels_stand_in_json_and_csv) {
    const std::string model = dense_rectifier(at::full({8}, -7, at::kFloat)), data = normal_data(800);
    const Ran ran = run({"measure", "excitation", model, "--data", data, "--nulls", "0", "--json", "-"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const Json all{0, 1, 2, 3, 4, 5, 6, 7};
    bool seen = false;
    const Json results = Json::parse(ran.out);
    for (const auto& m : results["measurements"])
        if (m["site"] == "r_node") {
            ASSERT_TRUE(m.contains("lists")) << m;
            EXPECT_EQ(m["lists"][0]["name"], "silent_channels");
            EXPECT_EQ(m["lists"][0]["channels"], all);
            EXPECT_EQ(m["lists"][1]["name"], "dead_channels");
            EXPECT_EQ(m["lists"][1]["channels"], all);
            EXPECT_EQ(m["estimates"]["dead_channels"]["value"], 8);
            seen = true;
        }
    EXPECT_TRUE(seen);
    const Ran csv = run({"measure", "excitation", model, "--data", data, "--nulls", "0", "--csv", "-"});
    ASSERT_EQ(csv.code, 0) << csv.err;
    EXPECT_NE(csv.out.find("excitation,r_node,2,dead_channels,channel number,,5,"), std::string::npos) << csv.out;
}

#include "blackbody/loading/onnx_graph.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "blackbody/util/errors.h"
#include "support/files.h"
#include "support/random.h"
#include "support/shared.h"

using namespace blackbody;

namespace {

Graph small() {
    Graph graph;
    Node node{.name = "fc", .op = "Gemm", .opset = 13, .inputs = {"x", "w"}, .outputs = {"y"}};
    node.attributes.set("transB", std::int64_t{1});
    node.attributes.set("alpha", 0.5);
    graph.nodes = {node};
    graph.initializers["w"] = blackbody::testing::RandomTensors(1).normal({3, 4});
    graph.inputs = {Port{.name = "x", .shape = {-1, 4}, .symbols = {"N", ""}, .has_shape = true}};
    graph.outputs = {Port{.name = "y", .shape = {-1, 3}, .symbols = {"N", ""}, .has_shape = true}};
    return graph;
}

}  // namespace

TEST(onnx_graph, writes_what_it_reads) {
    const Graph before = small();
    const std::string path = temporary_path("small.onnx");
    write_onnx(path, onnx_of(before, "small"));
    const Graph after = graph_of(read_onnx(path));
    ASSERT_EQ(after.nodes.size(), 1u);
    EXPECT_EQ(after.nodes[0].name, "fc");
    EXPECT_EQ(after.nodes[0].opset, 13);
    EXPECT_EQ(after.nodes[0].inputs, before.nodes[0].inputs);
    EXPECT_EQ(after.nodes[0].attributes.integer("transB", 0), 1);
    EXPECT_EQ(after.nodes[0].attributes.number("alpha", 1), 0.5);
    EXPECT_TRUE(at::equal(after.initializers.at("w"), before.initializers.at("w")));
    EXPECT_EQ(after.inputs[0].shape, before.inputs[0].shape);
    EXPECT_EQ(after.inputs[0].symbols, before.inputs[0].symbols);
}

TEST(onnx_graph, lists_weights_of_ir_3_as_initializers_and_not_as_inputs) {
    OnnxModel model = onnx_of(small(), "ir3");
    model.graph.inputs.push_back(OnnxValue{.name = "w", .type = ElementType::float32});
    EXPECT_EQ(graph_of(model).inputs.size(), 1u);
}

TEST(onnx_graph, calls_a_nameless_node_by_its_output) {
    OnnxModel model = onnx_of(small(), "nameless");
    model.graph.nodes[0].name.clear();
    EXPECT_EQ(graph_of(model).nodes[0].name, "y");
}

TEST(onnx_graph, refuses_an_input_that_is_no_tensor) {
    OnnxModel model = onnx_of(small(), "sequence");
    model.graph.inputs[0].is_tensor = false;
    EXPECT_THROW(graph_of(model), UnsupportedError);
}

TEST(onnx_graph, reads_a_transformer_with_external_half_precision_weights) {
    REQUIRE_SHARED("models/all-minilm-l6-v2.external.onnx");
    const Graph graph = graph_of(read_onnx(shared_file("models/all-minilm-l6-v2.external.onnx")));
    EXPECT_EQ(graph.nodes.size(), 524u);
    EXPECT_EQ(graph.inputs.size(), 2u);
    EXPECT_EQ(graph.initializers.at("embeddings.word_embeddings.weight.fp16").scalar_type(), at::kHalf);
}

TEST(onnx_graph, unpacks_half_bytes_and_passes_over_strings) {
    static const std::byte packed[] = {std::byte{0x7f}, std::byte{0x08}};
    OnnxModel model = onnx_of(small(), "types");
    model.graph.initializers.push_back(OnnxTensor{"signed", {ElementType::int4, {3}, packed, nullptr}, {}});
    model.graph.initializers.push_back(OnnxTensor{"unsigned", {ElementType::uint4, {3}, packed, nullptr}, {}});
    model.graph.initializers.push_back(OnnxTensor{"words", {ElementType::string, {1}, {}, nullptr}, {"cat"}});
    const Graph graph = graph_of(model);
    EXPECT_TRUE(at::equal(graph.initializers.at("signed").to(at::kLong), at::tensor({-1, 7, -8}, at::kLong)));
    EXPECT_TRUE(at::equal(graph.initializers.at("unsigned").to(at::kLong), at::tensor({15, 7, 8}, at::kLong)));
    EXPECT_EQ(graph.initializers.count("words"), 0u);
    EXPECT_EQ(graph.nodes[0].op, "initializer of type string");
}

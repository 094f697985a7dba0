#include "blackbody/formats/onnx/onnx.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

#include "blackbody/util/errors.h"
#include "support/files.h"
#include "support/onnx_samples.h"
#include "support/shared.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;
using blackbody::testing::contains;
using protozero::pbf_writer;
namespace field = onnx::field;

namespace {

OnnxModel parse(const std::string& bytes, const std::string& folder = "") {
    const auto owner = std::make_shared<const std::string>(bytes);
    return parse_onnx(std::as_bytes(std::span(*owner)), owner, folder, "a.onnx");
}

/// The complaint about a model; empty where it is accepted.
std::string complaint(const std::string& bytes, const std::string& folder = "") {
    return complaint_of([&] { parse(bytes, folder); });
}

/// A float32 initializer 'w' of these dimensions in a file of 16 bytes at `location`.
std::string external_model(const std::string& location, const std::string& offset = "0", std::int64_t count = 4) {
    return samples::model_of_tensors({samples::tensor_bytes("w", 1, {count}, [&](pbf_writer& out) {
        samples::add_entry(out, "location", location.c_str());
        samples::add_entry(out, "offset", offset.c_str());
        out.add_int32(field::tensor::data_location, 1);
    })});
}

std::string raw_model(const std::vector<std::int64_t>& dims, const std::string& raw, const std::string& name = "w") {
    return samples::model_of_tensors(
        {samples::tensor_bytes(name, 1, dims, [&](pbf_writer& out) { out.add_bytes(field::tensor::raw_data, raw); })});
}

template <class T>
std::vector<T> values(const OnnxTensor& tensor) {
    std::vector<T> out(tensor.view.bytes.size() / sizeof(T));
    std::memcpy(out.data(), tensor.view.bytes.data(), tensor.view.bytes.size());
    return out;
}

}  // namespace

TEST(onnx, what_is_written_is_read_again_field_by_field) {
    const OnnxModel model = samples::sample_network(), again = parse(to_onnx_bytes(model));
    EXPECT_EQ(to_onnx_bytes(again), to_onnx_bytes(model));
    ASSERT_EQ(again.graph.nodes.size(), 6u);
    EXPECT_EQ(again.graph.nodes[0].attributes[1].integers, (std::vector<std::int64_t>{1, 1, 1, 1}));
    EXPECT_EQ(again.graph.inputs[0].shape[0].symbol, "N");
    EXPECT_EQ(again.graph.inputs[0].shape[2].size, 8);
    EXPECT_EQ(again.opsets.at(""), 13);
    EXPECT_EQ(values<float>(again.graph.initializers[0]), values<float>(model.graph.initializers[0]));
}

TEST(onnx, calls_of_functions_become_their_nodes_with_names_of_their_own) {
    const OnnxModel model = parse(samples::sample_models()[1]);
    const OnnxGraph& branch = *model.graph.nodes[0].attributes[0].graphs.at(0);
    ASSERT_EQ(branch.nodes.size(), 2u) << "Half is Constant and Mul";
    EXPECT_EQ(branch.nodes[0].outputs, (std::vector<std::string>{"y/h"}));
    EXPECT_EQ(branch.nodes[1].inputs, (std::vector<std::string>{"x", "y/h"}));
    EXPECT_EQ(branch.nodes[1].outputs, (std::vector<std::string>{"y"}));
}

TEST(onnx, functions_take_attributes_from_the_call_and_end_where_they_call_themselves) {
    OnnxModel model = samples::sample_network();
    OnnxFunction leaky{.name = "Leaky",
                       .domain = "local",
                       .inputs = {"a"},
                       .outputs = {"b"},
                       .defaults = {},
                       .nodes = {samples::node("LeakyRelu", {"a"}, "b")},
                       .opsets = {{"", 13}}};
    OnnxAttribute slope = samples::integers("alpha", {});
    slope.kind = OnnxAttribute::Kind::number;
    slope.reference = "slope";
    leaky.nodes[0].attributes = {slope};
    model.functions = {leaky};
    OnnxNode& relu = model.graph.nodes[2];
    relu.op = "Leaky", relu.domain = "local";
    OnnxAttribute given = slope;
    given.name = "slope", given.reference = "", given.number = 0.25f;
    relu.attributes = {given};
    const OnnxNode inlined = parse(to_onnx_bytes(model)).graph.nodes[2];
    EXPECT_EQ(inlined.op, "LeakyRelu");
    EXPECT_EQ(inlined.attributes.at(0).name, "alpha");
    EXPECT_EQ(inlined.attributes.at(0).number, 0.25f);

    model.functions[0].nodes = {samples::node("Leaky", {"a"}, "b")};
    model.functions[0].nodes[0].domain = "local";
    EXPECT_TRUE(contains(complaint(to_onnx_bytes(model)), "does a function call itself?"));
}

TEST(onnx, elements_in_typed_lists_are_those_of_their_type) {
    write_bytes(temporary_path("weights.bin"), std::string(256, '\1'));
    const std::string folder = std::filesystem::path(temporary_path("x")).parent_path();
    const auto tensors = parse(samples::model_of_tensors(samples::sample_tensors()), folder).graph.initializers;
    EXPECT_EQ(values<float>(tensors.at(0)), (std::vector<float>{1, 2, 3}));
    EXPECT_EQ(values<std::uint16_t>(tensors.at(1)), (std::vector<std::uint16_t>{0x3c00, 1, 0}));
    EXPECT_EQ(values<std::uint8_t>(tensors.at(2)), (std::vector<std::uint8_t>{1, 1, 0})) << "a bool is 0 or 1";
    EXPECT_EQ(values<std::int64_t>(tensors.at(3)), (std::vector<std::int64_t>{-1, 2, 3}));
    EXPECT_EQ(values<double>(tensors.at(4)), (std::vector<double>{1, 2, 3}));
    EXPECT_EQ(values<std::uint32_t>(tensors.at(5)), (std::vector<std::uint32_t>{1, 2, 3}));
    EXPECT_EQ(tensors.at(6).strings, (std::vector<std::string>{"a", "<b>"}));
    EXPECT_EQ(tensors.at(9).view.bytes.size(), 64u);
}

TEST(onnx, a_tensor_that_exceeds_its_bytes_or_whose_size_overflows_is_refused_by_name) {
    EXPECT_EQ(complaint(raw_model({2, 2}, std::string(16, 'x'))), "");
    EXPECT_TRUE(contains(complaint(raw_model({2, 3}, std::string(16, 'x'))),
                         "initializer 'w': expected 24 bytes for float32 [2, 3], found 16"));
    for (const std::vector<std::int64_t>& dims :
         {std::vector<std::int64_t>{1ll << 62, 1ll << 62}, {1ll << 62}, {-1}, {1ll << 61, 8}})
        EXPECT_TRUE(
            contains(complaint(raw_model(dims, "")), "initializer 'w': expected a shape whose size fits in memory"));
    EXPECT_TRUE(contains(complaint(raw_model(std::vector<std::int64_t>(65, 1), "1234")), "at most 64 dimensions"));
}

TEST(onnx, external_data_stay_inside_the_folder_of_the_model) {
    const std::string folder = temporary_path("model");
    write_bytes(folder + "/inside.bin", std::string(16, '\0'));
    write_bytes(temporary_path("secret.bin"), std::string(16, '\0'));
    std::filesystem::create_symlink(temporary_path("secret.bin"), folder + "/link.bin");
    EXPECT_EQ(complaint(external_model("inside.bin"), folder), "");
    EXPECT_EQ(complaint(external_model("./inside.bin"), folder), "");
    for (const std::string& location : {std::string("../secret.bin"), temporary_path("secret.bin"),
                                        std::string("link.bin"), std::string("x/../../secret.bin"), std::string("..")})
        EXPECT_TRUE(contains(complaint(external_model(location), folder), "inside the model's folder")) << location;
    EXPECT_TRUE(contains(complaint(external_model("inside.bin")), "no external data"));
}

TEST(onnx, external_data_that_are_missing_or_too_short_are_named) {
    const std::string folder = temporary_path("model");
    write_bytes(folder + "/inside.bin", std::string(16, '\0'));
    EXPECT_TRUE(contains(complaint(external_model("other.bin"), folder), "'other.bin'"));
    EXPECT_TRUE(contains(complaint(external_model("inside.bin", "1"), folder), "16 bytes at offset 1"));
    EXPECT_TRUE(contains(complaint(external_model("inside.bin", "0", 5), folder), "a file of 16 bytes"));
    for (const char* offset : {"18446744073709551615", "-1", "9223372036854775807", "x", ""})
        EXPECT_NE(complaint(external_model("inside.bin", offset), folder), "") << offset;
}

TEST(onnx, graphs_nested_without_end_are_refused) {
    std::string graph, attribute, node;
    for (int depth = 0; depth < 100; ++depth) {
        attribute.clear(), node.clear();
        pbf_writer(attribute).add_message(field::attribute::g, graph);
        pbf_writer n(node);
        n.add_string(field::node::op_type, "If");
        n.add_message(field::node::attribute, attribute);
        graph.clear();
        pbf_writer(graph).add_message(field::graph::node, node);
    }
    std::string model;
    pbf_writer(model).add_message(field::model::graph, graph);
    EXPECT_TRUE(contains(complaint(model), "nested at most 32 deep"));
}

TEST(onnx, more_records_than_any_model_has_are_refused) {
    std::string graph, model;
    pbf_writer out(graph);
    for (int i = 0; i < (1 << 20) + 1; ++i) out.add_message(field::graph::input, std::string());
    pbf_writer(model).add_message(field::model::graph, graph);
    EXPECT_TRUE(contains(complaint(model), "at most 1048576"));
}

TEST(onnx, sparse_initializers_are_refused_by_name) {
    std::string values, sparse, graph, model;
    pbf_writer(values).add_string(field::tensor::name, "thin");
    pbf_writer(sparse).add_message(field::sparse::values, values);
    pbf_writer(graph).add_message(field::graph::sparse_initializer, sparse);
    pbf_writer(model).add_message(field::model::graph, graph);
    EXPECT_TRUE(contains(complaint(model), "initializer 'thin': expected a dense tensor, found a sparse one"));
}

TEST(onnx, every_truncation_is_read_or_refused_in_one_line_that_names_the_file) {
    for (const std::string& bytes : samples::sample_models())
        for (std::size_t size = 0; size < bytes.size(); ++size)
            if (const std::string line = complaint(bytes.substr(0, size)); !line.empty()) {
                EXPECT_EQ(line.find("a.onnx: "), 0u) << line;
                EXPECT_EQ(line.find('\n'), std::string::npos);
            }
}

TEST(onnx, what_is_no_onnx_is_refused) {
    for (const std::string& bytes :
         {std::string(""), std::string("hello, world\n"), std::string(100, '\0'), std::string(100, '\xff')})
        EXPECT_TRUE(contains(complaint(bytes), "ONNX")) << bytes;
    EXPECT_THROW(read_onnx("/no/such/model.onnx"), Error);
}

TEST(onnx, control_characters_in_names_cannot_reach_the_terminal) {
    const std::string line = complaint(raw_model({2}, "", "evil\x1b[31m\n<script>"));
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    EXPECT_EQ(line.find('\n'), std::string::npos);
}

TEST(onnx, opens_every_reference_model) {
    for (const char* name :
         {"cifar10-resnet20.onnx", "cifar10-resnet56.onnx", "imagenet-efficientnet-lite0.onnx",
          "imagenet-squeezenet1.0-fp16.onnx", "all-minilm-l6-v2.external.onnx", "../spectra/tempNetwork.onnx"}) {
        REQUIRE_SHARED(std::string("models/") + name);
        const OnnxModel model = read_onnx(shared_file(std::string("models/") + name));
        EXPECT_FALSE(model.graph.nodes.empty()) << name;
        EXPECT_FALSE(model.graph.initializers.empty()) << name;
        for (const OnnxTensor& t : model.graph.initializers)
            EXPECT_EQ(t.view.bytes.size(), *element_count(t.view.shape) * byte_size(t.view.type))
                << name << " " << t.name;
    }
}

TEST(onnx, opens_every_model_of_the_conformance_suite) {
    const std::string folder = "/usr/share/libonnx-testdata/data";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "SKIPPED for want of the package libonnx-testdata";
    int models = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".onnx") continue;
        EXPECT_NO_THROW(read_onnx(entry.path())) << entry.path();
        ++models;
    }
    EXPECT_EQ(models, 1072);
}

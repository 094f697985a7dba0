/// What people ran into who used the program on files of their own: through the whole program.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/evidence.h"
#include "blackbody/loading/network.h"
#include "blackbody/loading/onnx_graph.h"
#include "blackbody/loading/tensors.h"
#include "support/files.h"
#include "support/random.h"
#include "support/run_cli.h"
#include "support/stripes.h"
#include "support/words.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// x [60, 6] -> MatMul -> `ops`, one after another; scores of 4 classes.
struct Files {
    std::string model = temporary_path("m.onnx"), data = temporary_path("x.npy"), labels = temporary_path("labels.npy");
};

Files made(const std::vector<Node>& ops, const at::Tensor& weight) {
    const Files files;
    Graph graph;
    graph.inputs = {{.name = "x", .shape = {-1, 6}, .has_shape = true}};
    graph.initializers["w"] = weight;
    graph.initializers["low"] = at::full({}, 1e-7, at::kFloat),
    graph.initializers["high"] = at::full({}, 1, at::kFloat);
    Node map{.name = "map", .op = "MatMul", .opset = 17};
    map.inputs = {"x", "w"}, map.outputs = {"z"};
    graph.nodes.push_back(map);
    std::string last = "z";
    for (Node node : ops) {
        node.name = node.op, node.opset = 17;
        node.inputs.insert(node.inputs.begin(), last);
        last = node.op + "_out", node.outputs = {last};
        graph.nodes.push_back(node);
    }
    graph.outputs = {{.name = last, .shape = {-1, 4}, .has_shape = true}};
    write_onnx(files.model, onnx_of(graph, "made"));
    write_npy(files.data, view_of(gaussian({60, 6}, 5, at::kFloat)));
    return files;
}

at::Tensor weight() { return gaussian({6, 4}, 7, at::kFloat); }

Ran opened(const Files& files, const std::vector<std::string>& more) {
    return run(with({"open", files.model, "--data", files.data, "--nulls", "0", "-o", temporary_path("r.html")}, more));
}

/// A small network of striped pictures, trained on x / 255.
std::string trained(const std::string& data) {
    const std::string out = temporary_path("p.safetensors");
    EXPECT_EQ(run({"train", "cnn", "--data", data, "--network", "conv 4 3x3 no-bias, norm, relu, global, linear 2",
                   "--save", out, "--batch", "20", "--updates", "60", "--threads", "1", "--quiet"})
                  .code,
              0);
    return temporary_path("p.onnx");
}

}  // namespace

TEST(found_by_users, probabilities_that_are_named_as_scores_are_refused) {
    const Files files = made({{.op = "Softmax"}, {.op = "Clip", .inputs = {"low", "high"}}}, weight());
    const Ran named = opened(files, {"--scores", "Clip_out", "--only", "energy"});
    EXPECT_EQ(named.code, 2) << named.err;
    EXPECT_TRUE(contains(named.err, "found probabilities")) << named.err;
    EXPECT_EQ(opened(made({}, weight()), {"--scores", "z", "--only", "energy"}).code, 0);
}

TEST(found_by_users, several_labels_a_sample_are_refused_where_scores_are_of_one_class) {
    const Files files = made({{.op = "Softmax"}}, weight());
    write_npy(files.labels, view_of(at::full({60, 4}, 1, at::kLong)));
    const Ran ran = opened(files, {"--labels", files.labels, "--only", "energy"});
    EXPECT_EQ(ran.code, 4) << ran.err;
    EXPECT_TRUE(contains(ran.err, "one class a sample")) << ran.err;
}

TEST(found_by_users, scores_that_are_no_numbers_are_the_reason_given_and_make_a_gate_fire) {
    at::Tensor broken = weight();
    broken.fill_(std::nan(""));
    const Files files = made({{.op = "Softmax"}}, broken);
    write_npy(files.labels, view_of(at::arange(60).remainder(4).contiguous()));
    const Ran ran = opened(files, {"--labels", files.labels, "--fail-on", "energy.accuracy < 0.1"});
    EXPECT_EQ(ran.code, 1) << ran.err;
    EXPECT_TRUE(contains(ran.err, "nothing is left of it: 60 of 60 samples")) << ran.err;
    EXPECT_FALSE(contains(ran.out, "is not supported")) << ran.out;
}

TEST(found_by_users, a_sigmoid_whose_output_is_only_reshaped_is_an_answer) {
    const Files files = made({{.op = "Sigmoid"}, {.op = "Flatten"}}, weight());
    const auto network = load_network(files.model);
    int answers = 0;
    for (const Site& site : network->sites())
        if (site.info.op == "Sigmoid") answers += site.info.is_answer && site.info.output.empty();
        else EXPECT_FALSE(site.info.is_answer) << site.info.name;
    EXPECT_EQ(answers, 1);
}

TEST(found_by_users, pictures_are_prepared_as_the_file_says) {
    const std::string data = striped_pictures(), model = trained(data), json = temporary_path("r.json");
    OnnxModel said = read_onnx(model);
    for (const auto& [word, name] : {std::pair("Normalized_0_1", "unit"), {"Normalized_1_1", "signed"}}) {
        said.metadata["Image.NominalPixelRange"] = word;
        write_onnx(model, said);
        ASSERT_EQ(run({"open", model, "--data", data, "--split", "train", "--only", "energy", "--nulls", "0", "-o",
                       temporary_path("r.html"), "--json", json})
                      .code,
                  0);
        const std::string prepared = nlohmann::json::parse(file_bytes(json))["data"]["preprocessing"];
        EXPECT_EQ(prepared.substr(0, prepared.find(':')), name);
    }
}

TEST(found_by_users, what_batch_normalisation_remembers_tells_how_pictures_were_prepared) {
    const std::string data = striped_pictures();
    const auto network = load_network(trained(data));
    const Dataset pictures = load_dataset(data, network->graph().inputs, {.split = "train"});
    const auto divergence = [&](const char* name) {
        return divergence_from_training(*network, pictures.prepared(find_preprocess(name))).value();
    };
    EXPECT_LT(divergence("unit"), .5);
    EXPECT_GT(divergence("signed"), 2 * divergence("unit"));
    EXPECT_GT(divergence("raw"), 10);
}

TEST(found_by_users, data_without_splits_are_learned_as_a_whole) {
    const std::string folder = temporary_path("plain");
    std::filesystem::create_directories(folder);
    write_npy(folder + "/x.npy", view_of(at::zeros({40, 1, 8, 8}, at::kByte)));
    write_npy(folder + "/y.npy", view_of(at::arange(40).remainder(2).contiguous()));
    const Ran ran = run({"train", "cnn", "--data", folder, "--network", "linear 2", "--updates", "2", "--batch", "20",
                         "--save", temporary_path("plain.safetensors")});
    EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST(found_by_users, a_model_that_cannot_be_saved_is_refused_before_the_training) {
    const Ran ran = run({"train", "cnn", "--data", striped_pictures(), "--save", "/nowhere/at/all.safetensors"});
    EXPECT_EQ(ran.code, 5) << ran.err;
    EXPECT_FALSE(contains(ran.err, "update")) << ran.err;
}

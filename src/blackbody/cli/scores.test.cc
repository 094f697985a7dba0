/// Scores of classes through the whole program: classes that are ruled out, one output for two classes, several heads,
/// labels and tokens.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/sigmoid.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/onnx_graph.h"
#include "blackbody/loading/tensors.h"
#include "support/arrays.h"
#include "support/cases.h"
#include "support/files.h"
#include "support/random.h"
#include "support/run_cli.h"
#include "support/shared.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// The results of a case's call.
nlohmann::json measured(const std::vector<std::string>& call) {
    const std::string json = temporary_path("r.json");
    const Ran ran = run(with(call, {"--nulls", "0", "-o", temporary_path("r.html"), "--json", json}));
    EXPECT_EQ(ran.code, 0) << ran.err;
    return nlohmann::json::parse(file_bytes(json));
}

const nlohmann::json* energy_of(const nlohmann::json& results) {
    for (const auto& m : results["measurements"])
        if (m["observable"] == "energy") return &m;
    return nullptr;
}

double value(const nlohmann::json& measurement, const char* name) {
    return measurement["estimates"][name]["value"].get<double>();
}

/// A network of linear maps of one input x [N, ..., 6], each with an output of its own, and perhaps a sigmoid.
class MadeNetwork {
  public:
    explicit MadeNetwork(std::vector<std::int64_t> sample) {
        std::vector<std::int64_t> shape{-1};
        shape.insert(shape.end(), sample.begin(), sample.end()), shape.push_back(6);
        graph_.inputs = {{.name = "x", .shape = shape, .has_shape = true}};
        shape[0] = 120;
        x = gaussian(shape, 5, at::kFloat);
        write_npy(data, view_of(x));
    }
    /// The scores of a new output.
    at::Tensor add(const std::string& output, std::int64_t classes, bool with_sigmoid) {
        const std::string z = with_sigmoid ? output + "_z" : output;
        const at::Tensor w = gaussian({6, classes}, static_cast<Seed>(output.size()), at::kFloat);
        graph_.initializers["w_" + output] = w;
        Node map{.name = "map_" + output, .op = "MatMul", .opset = 17};
        map.inputs = {"x", "w_" + output}, map.outputs = {z};
        graph_.nodes.push_back(map);
        if (with_sigmoid) {
            Node node{.name = "sigmoid_" + output, .op = "Sigmoid", .opset = 17};
            node.inputs = {z}, node.outputs = {output};
            graph_.nodes.push_back(node);
        }
        std::vector<std::int64_t> shape = graph_.inputs[0].shape;
        shape.back() = classes;
        graph_.outputs.push_back({.name = output, .shape = shape, .has_shape = true});
        return x.matmul(w).to(at::kDouble);
    }
    std::vector<std::string> call(const at::Tensor& labels) const {
        write_onnx(model, onnx_of(graph_, "made"));
        return {"open", model, "--data", data, "--labels", npy_file("labels.npy", labels), "--only", "energy"};
    }
    at::Tensor x;
    const std::string model = temporary_path("made.onnx"), data = temporary_path("x.npy");

  private:
    Graph graph_;
};

bool notes_say(const nlohmann::json& notes, const std::string& words) {
    for (const auto& note : notes)
        if (note.get<std::string>().find(words) != std::string::npos) return true;
    return false;
}

bool finds(const nlohmann::json& results, const std::string& claim) {
    for (const auto& f : results["findings"])
        if (f["claim"] == claim && f["verdict"] == "warning") return true;
    return false;
}

}  // namespace

TEST(scores, of_minus_infinity_rule_a_class_out_and_keep_the_sample) {
    REQUIRE_CASE("minus_inf_scores");
    const std::string folder = case_file("minus_inf_scores/");
    const auto results =
        measured({"open", folder + "m.onnx", "--data", folder + "z_inf.npy", "--labels", folder + "y.npy"});
    const auto* energy = energy_of(results);
    ASSERT_NE(energy, nullptr);
    EXPECT_EQ((*energy)["estimates"]["accuracy"]["n"], 400);
    EXPECT_NEAR(value(*energy, "accuracy"), 0.59, 1e-9);
    EXPECT_NEAR(value(*energy, "nll"), 1.1148, 5e-5);
    EXPECT_NEAR(value(*energy, "entropy"), 1.07855, 5e-6);
    EXPECT_NEAR(value(*energy, "ece"), 0.0746, 5e-5);
    EXPECT_NEAR(value(*energy, "beta_star"), 0.9587, 5e-5);
    EXPECT_FALSE(finds(results, "answers_at_chance"));
    EXPECT_FALSE(finds(results, "miscalibrated"));
    EXPECT_FALSE(finds(results, "energies_out_of_scale"));
    EXPECT_FALSE(finds(results, "non_finite_states"));
}

TEST(scores, of_one_output_are_those_of_two_classes_as_logit_sigmoid_or_squeezed) {
    REQUIRE_CASE("binary_sigmoid");
    const std::string folder = case_file("binary_sigmoid/");
    for (const char* model : {"sigmoid.onnx", "logit.onnx", "squeezed.onnx"}) {
        const auto results =
            measured({"open", folder + model, "--data", folder + "x.npy", "--labels", folder + "y.npy"});
        const auto* energy = energy_of(results);
        ASSERT_NE(energy, nullptr) << model;
        // By numpy, from the scores (0, z).
        EXPECT_NEAR(value(*energy, "accuracy"), 0.83, 1e-9) << model;
        EXPECT_NEAR(value(*energy, "nll"), 0.424451, 1e-5) << model;
        EXPECT_NEAR(value(*energy, "ece"), 0.0711343, 1e-5) << model;
        EXPECT_NEAR(value(*energy, "beta_star"), 0.545157, 1e-5) << model;
        EXPECT_NEAR(value(*energy, "beta_star_low"), 0.4257, 2e-3) << model;
        EXPECT_NEAR(value(*energy, "beta_star_high"), 0.6864, 2e-3) << model;
        EXPECT_NEAR(value(*energy, "ece_after"), 0.0301553, 1e-5) << model;
        EXPECT_TRUE(finds(results, "energies_out_of_scale")) << model;
    }
}

TEST(scores, of_several_heads_are_those_that_are_named) {
    MadeNetwork network({});
    network.add("a", 3, false);
    const at::Tensor second = network.add("two", 4, false);
    const at::Tensor labels = (second + 2 * gaussian({120, 4}, 9)).argmax(1);
    const auto call = network.call(labels);
    const auto results = measured(with(call, {"--scores", "two"}));
    const auto* energy = energy_of(results);
    ASSERT_NE(energy, nullptr);
    EXPECT_NEAR(value(*energy, "accuracy"), second.argmax(1).eq(labels).to(at::kDouble).mean().item<double>(), 1e-9);

    const Ran unnamed = run(with(call, {"--nulls", "0", "-o", temporary_path("r.html")}));
    EXPECT_NE((unnamed.out + unnamed.err).find("the option scores"), std::string::npos) << unnamed.out << unnamed.err;
    const Ran wrong = run(with(call, {"--nulls", "0", "--scores", "three", "-o", temporary_path("r.html")}));
    EXPECT_EQ(wrong.code, 2);
    EXPECT_NE(wrong.err.find("'two'"), std::string::npos) << wrong.err;
}

TEST(scores, of_sigmoids_are_compared_with_one_label_each) {
    MadeNetwork network({});
    const at::Tensor z = network.add("p", 5, true);
    const at::Tensor labels = (z + gaussian({120, 5}, 3)).gt(0).to(at::kLong);
    const auto results = measured(network.call(labels));
    const auto* energy = energy_of(results);
    ASSERT_NE(energy, nullptr);
    const at::Tensor p = at::sigmoid(z), y = labels.to(at::kDouble);
    EXPECT_NEAR(value(*energy, "accuracy"), z.gt(0).eq(labels.gt(0)).to(at::kDouble).mean().item<double>(), 1e-9);
    EXPECT_NEAR(value(*energy, "nll"), -(y * p.log() + (1 - y) * (1 - p).log()).mean().item<double>(), 1e-5);
    EXPECT_TRUE((*energy)["estimates"]["accuracy"]["std_error"].is_number());
    EXPECT_TRUE(notes_say((*energy)["notes"], "each of 5 labels")) << (*energy)["notes"];
    EXPECT_FALSE(notes_say(results["data"]["notes"], "one label a sample")) << results["data"]["notes"];

    const auto by_number = measured(network.call(z.argmax(1)));
    EXPECT_TRUE(notes_say(by_number["data"]["notes"], "one label a sample for 5 answers apart"))
        << by_number["data"]["notes"];
}

TEST(scores, of_tokens_are_compared_with_a_label_each_but_where_that_is_minus_100) {
    MadeNetwork network({4});
    const at::Tensor z = network.add("logits", 7, false);
    at::Tensor labels = (z + 2 * gaussian({120, 4, 7}, 3)).argmax(2);
    labels.select(1, 0).fill_(-100);
    const auto results = measured(network.call(labels));
    const auto* energy = energy_of(results);
    ASSERT_NE(energy, nullptr);
    const at::Tensor right = z.argmax(2).eq(labels).narrow(1, 1, 3).to(at::kDouble);
    EXPECT_NEAR(value(*energy, "accuracy"), right.mean().item<double>(), 1e-9);
    EXPECT_EQ((*energy)["estimates"]["accuracy"]["n"], 360);
    EXPECT_TRUE(notes_say((*energy)["notes"], "left out: 120 of 480 tokens")) << (*energy)["notes"];
}

TEST(scores, of_classes_take_labels_written_as_rows_of_one_1) {
    MadeNetwork network({});
    const at::Tensor z = network.add("logits", 5, false);
    const at::Tensor classes = (z + gaussian({120, 5}, 3)).argmax(1);
    const auto hot = measured(network.call(classes.unsqueeze(1).eq(at::arange(5)).to(at::kLong)));
    const auto* energy = energy_of(hot);
    ASSERT_NE(energy, nullptr);
    EXPECT_NEAR(value(*energy, "accuracy"), z.argmax(1).eq(classes).to(at::kDouble).mean().item<double>(), 1e-9);
}

/// Files that exporters write and that were read wrong once: the commands of people, on files under ../shared/cases.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "support/cases.h"
#include "support/files.h"
#include "support/run_cli.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

using Json = nlohmann::json;

/// `open` with results as JSON and no page; fails the test where it does not end well.
Json opened(const std::vector<std::string>& arguments) {
    const std::string json = temporary_path("case.json");
    const Ran opened = run(with(with({"open"}, arguments), {"-o", temporary_path("case.html"), "--json", json, "-q"}));
    EXPECT_EQ(opened.code, 0) << opened.err << opened.out;
    return opened.code == 0 ? Json::parse(file_bytes(json)) : Json{};
}

std::string file(const std::string& folder, const std::string& name) { return case_file(folder + "/" + name); }

/// Sites where an observable was measured.
std::vector<std::string> measured_at(const Json& results, const std::string& observable) {
    std::vector<std::string> sites;
    for (const Json& m : results.at("measurements"))
        if (m.at("observable") == observable) sites.push_back(m.at("site"));
    return sites;
}

/// Sites of a role, as `info` lists them.
std::vector<std::string> sites_of(const std::string& model, const std::string& role, std::string* text = nullptr) {
    const Ran ran = run({"info", model, "--json", "-"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    if (text) *text = ran.out;
    std::vector<std::string> names;
    const Json info = Json::parse(ran.out);
    for (const Json& site : info.at("sites"))
        if (site.at("role") == role) names.push_back(site.at("name"));
    return names;
}

int count_of(const std::string& text, const std::string& part) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

}  // namespace

TEST(network_cases, nulls_keep_the_layout_of_a_one_dimensional_transposed_convolution) {
    REQUIRE_CASE("convtranspose_1d_inside");
    const std::string at = "convtranspose_1d_inside";
    const Json results = opened({file(at, "m.onnx"), "--data", file(at, "x.npy"), "--nulls", "2"});
    EXPECT_EQ(measured_at(results, "excitation"), std::vector<std::string>{"r"});
}

TEST(network_cases, a_batch_of_eight_shows_every_state_of_twenty_samples) {
    REQUIRE_CASE("batch_fixed_8");
    REQUIRE_CASE("nhwc_uint8");
    for (const auto& [folder, model, data] :
         std::vector<std::array<std::string, 3>>{{"batch_fixed_8", "m.onnx", "x.npy"},
                                                 {"nhwc_uint8", "fixed8.onnx", "nchw_f.npy"},
                                                 {"nhwc_uint8", "fixed8_reshape.onnx", "nchw_f.npy"},
                                                 {"nhwc_uint8", "fixed1_reshape.onnx", "nchw_f.npy"}}) {
        const Json results = opened({file(folder, model), "--data", file(folder, data), "--nulls", "0"});
        EXPECT_EQ(results.at("data").at("samples_used"), results.at("data").at("samples_given")) << model;
        EXPECT_EQ(results.at("data").at("samples_used"), 20) << model;
        EXPECT_EQ(measured_at(results, "excitation"), std::vector<std::string>{"r"}) << model;
        const std::string notes = results.at("system").at("notes").dump();
        EXPECT_EQ(notes.find("one sample at a time"), std::string::npos) << notes;
        EXPECT_NE(notes.find("is freed"), std::string::npos) << notes;
    }
}

TEST(network_cases, a_guard_against_not_a_number_is_computed) {
    REQUIRE_CASE("isnan_guard");
    std::string text;
    const auto outputs = sites_of(file("isnan_guard", "m.onnx"), "output", &text);
    EXPECT_EQ(text.find("not computed"), std::string::npos) << text;
    const Json results =
        opened({file("isnan_guard", "m.onnx"), "--data", file("isnan_guard", "x.npy"), "--nulls", "0"});
    const auto answers = measured_at(results, "finiteness");
    EXPECT_EQ(std::ranges::count(answers, "y"), 1) << "the state behind the guard is shown";
}

TEST(network_cases, a_gelu_by_tanh_is_one_nonlinearity_and_no_sum) {
    REQUIRE_CASE("tanh_gelu_residual");
    const std::string model = file("tanh_gelu_residual", "m.onnx");
    EXPECT_EQ(sites_of(model, "residual"), std::vector<std::string>{});
    EXPECT_EQ(sites_of(model, "nonlinearity"), std::vector<std::string>{"g"});
    const Ran ran = run({"open", model, "--data", file("tanh_gelu_residual", "x.npy"), "--nulls", "0", "-o",
                         temporary_path("gelu.html")});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out.find("residual sum"), std::string::npos) << ran.out;
    EXPECT_EQ(ran.out.find("after a sum"), std::string::npos) << ran.out;
}

TEST(network_cases, energy_is_measured_before_a_softmax_that_is_spelled_out) {
    REQUIRE_CASE("softmax_spelled_out");
    const std::string at = "softmax_spelled_out";
    const Json results =
        opened({file(at, "m.onnx"), "--data", file(at, "x.npy"), "--labels", file(at, "lab.npy"), "--nulls", "0"});
    EXPECT_EQ(measured_at(results, "energy"), std::vector<std::string>{"z"});
}

TEST(network_cases, one_line_a_kind_of_operator_that_is_not_known_and_every_weight_measured_or_named) {
    REQUIRE_CASE("recurrent_quantised");
    for (const char* name :
         {"caus_dynamo", "cnn_dynamo", "cnn_qdq", "cnn_qop", "gru_script", "lstm_dynamo", "sdpa_dynamo"}) {
        const std::string model = file("recurrent_quantised", std::string(name) + ".onnx");
        const Ran ran = run({"info", model});
        EXPECT_EQ(ran.code, 0) << name << ran.err;
        EXPECT_EQ(ran.out.find("similar"), std::string::npos) << ran.out;
        std::string text;
        const auto weights = sites_of(model, "weight", &text);
        std::map<std::string, int> kinds;
        for (const std::string& note : Json::parse(text).at("notes").get<std::vector<std::string>>())
            if (note.starts_with("not computed: ")) ++kinds[note.substr(0, note.find(" (opset"))];
        for (const auto& [kind, lines] : kinds) EXPECT_EQ(lines, 1) << name << " " << kind;
    }
    const auto weights_of = [](const char* model) { return sites_of(file("recurrent_quantised", model), "weight"); };
    const auto has = [](const std::vector<std::string>& names, const char* name) {
        return std::ranges::count(names, name);
    };
    EXPECT_EQ(has(weights_of("lstm_dynamo.onnx"), "node_lstm__2 W"), 1);
    EXPECT_EQ(has(weights_of("lstm_dynamo.onnx"), "node_lstm__2 R"), 1);
    EXPECT_EQ(has(weights_of("gru_script.onnx"), "/r/GRU R"), 1);
    EXPECT_EQ(has(weights_of("cnn_qop.onnx"), "/f/f.0/Conv_quant"), 1);
    EXPECT_EQ(has(weights_of("cnn_qop.onnx"), "/f/f.11/Gemm_quant"), 1);
    // Computed by now: Quantize- and DequantizeLinear, Mish, IsNaN, RMSNormalization.
    for (const char* model : {"cnn_qdq.onnx", "cnn_dynamo.onnx", "sdpa_dynamo.onnx"})
        EXPECT_EQ(count_of(run({"info", file("recurrent_quantised", model)}).out, "not computed"), 0) << model;
}

TEST(network_cases, the_output_of_the_scores_may_be_named) {
    REQUIRE_CASE("reference_same_shape");
    const std::vector<std::string> call = {file("reference_same_shape", "m.onnx"), "--data",
                                           file("reference_same_shape", "x.npy"), "--nulls", "0"};
    EXPECT_EQ(measured_at(opened(call), "energy"), std::vector<std::string>{});
    EXPECT_EQ(measured_at(opened(with(call, {"--scores", "alpha"})), "energy"), std::vector<std::string>{"alpha"});
    const Ran wrong = run(with(with({"open"}, call), {"--scores", "beta", "-o", temporary_path("wrong.html")}));
    EXPECT_EQ(wrong.code, 2);
    EXPECT_NE(wrong.err.find("expected one of the outputs 'zeta', 'alpha', found 'beta'"), std::string::npos)
        << wrong.err;
}

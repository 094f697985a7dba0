/// Whole runs that go wrong, are stopped, or are run otherwise: what a person at the terminal relies on.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "blackbody/loading/network.h"
#include "support/ctrl_c.h"
#include "support/files.h"
#include "support/run_cli.h"
#include "support/threads.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

nlohmann::json finding_of(const std::string& json, const std::string& claim) {
    const nlohmann::json results = nlohmann::json::parse(json);
    for (const auto& finding : results["findings"])
        if (finding["claim"] == claim) return finding;
    return nullptr;
}

}  // namespace

TEST(runs, a_weight_that_is_not_a_number_is_found_and_its_node_named) {
    const std::string broken = temporary_path("broken.onnx");
    Graph graph = load_network(specimen_model_path)->graph();
    const auto conv =
        std::find_if(graph.nodes.begin() + 4, graph.nodes.end(), [](const Node& n) { return n.op == "Conv"; });
    ASSERT_NE(conv, graph.nodes.end());
    at::Tensor weight = graph.initializers.at(conv->inputs[1]).clone();
    weight.view(-1)[0] = std::numeric_limits<double>::quiet_NaN();
    graph.initializers[conv->inputs[1]] = weight;
    save_network(broken, graph);

    const Ran ran = run({"measure", "excitation,finiteness", broken, "--data", specimen_data_path, "--preprocess",
                         "unit", "--nulls", "0", "--limit", "16", "--json", "-"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const nlohmann::json finding = finding_of(ran.out, "non_finite_states");
    ASSERT_FALSE(finding.is_null()) << ran.out.substr(0, 2000);
    const std::string sentence = finding["sentence"];
    EXPECT_NE(sentence.find("first made by node '" + conv->name + "' (Conv, opset 17): "), std::string::npos)
        << sentence;
    EXPECT_NE(sentence.find("for '" + conv->inputs[1] + "', a constant of the file, holds 1"), std::string::npos)
        << sentence;
}

TEST(runs, ctrl_c_ends_a_run_with_one_line_and_writes_nothing) {
    const std::string folder = temporary_path("");
    for (const int threads : {1, 2}) {
        const WithThreads with(threads);
        const Ran ran = run_for(std::chrono::milliseconds(1500),
                                {"open", specimen_model_path, "--data", "noise", "--limit", "1000000", "--nulls",
                                 "1000", "-o", folder + "/r.html", "--json", folder + "/r.json"});
        EXPECT_EQ(ran.code, 130) << ran.err;
        EXPECT_NE(ran.err.find("interrupted; nothing was written"), std::string::npos) << ran.err;
        EXPECT_TRUE(std::filesystem::is_empty(folder));
    }
}

TEST(runs, a_budget_is_kept_and_said) {
    const auto start = std::chrono::steady_clock::now();
    const Ran ran = run({"measure", "excitation", specimen_model_path, "--data", "noise", "--limit", "1000000",
                         "--budget", "2s", "--json", "-"});
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_LT(seconds, 60);
    const nlohmann::json results = nlohmann::json::parse(ran.out);
    EXPECT_LT(results["data"]["samples_used"].get<std::int64_t>(), 1000000);
    EXPECT_NE(results["data"]["notes"].dump().find("stopped after"), std::string::npos) << results["data"]["notes"];
}

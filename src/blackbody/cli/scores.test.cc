/// Scores of classes through the whole program: classes that are ruled out, one output for two classes.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "support/cases.h"
#include "support/files.h"
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
    EXPECT_FALSE(finds(results, "overconfident_beyond_honest"));
    EXPECT_FALSE(finds(results, "energies_out_of_scale"));
    EXPECT_FALSE(finds(results, "non_finite_states"));
}

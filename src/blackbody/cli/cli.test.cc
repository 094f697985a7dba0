/// The whole program in one process: calls, exit codes, what lands on which stream and in which file.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/files.h"
#include "support/run_cli.h"
#include "support/shared.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

std::size_t lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

/// The report's JSON without what differs between two runs: their times.
nlohmann::json without_times(const std::string& text) {
    nlohmann::json json = nlohmann::json::parse(text);
    json["blackbody"].erase("seconds");
    return json;
}

const std::vector<std::string> quick{"--nulls", "2", "--limit", "64", "--seed", "3"};

}  // namespace

TEST(cli, opens_the_bundled_specimen_and_writes_every_result) {
    const std::string folder = temporary_path("");
    const Ran ran =
        run(with({"open", "-o", folder + "/r.html", "--json", folder + "/r.json", "--csv", folder + "/r.csv"}, quick));
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("fashion-cnn.onnx"), std::string::npos);
    EXPECT_NE(ran.out.find(folder + "/r.html"), std::string::npos);
    EXPECT_TRUE(file_bytes(folder + "/r.html").starts_with("<!doctype html>") ||
                file_bytes(folder + "/r.html").starts_with("<!DOCTYPE html>"));
    const auto json = nlohmann::json::parse(file_bytes(folder + "/r.json"));
    for (const char* key : {"schema_version", "blackbody", "system", "data", "measurements", "skipped", "findings"})
        EXPECT_TRUE(json.contains(key)) << key;
    for (const auto& measurement : json["measurements"])
        for (const auto& [name, estimate] : measurement["estimates"].items())
            for (const char* key : {"value", "std_error", "n", "unit", "nulls"})
                EXPECT_TRUE(estimate.contains(key)) << name << " " << key;
}

TEST(cli, two_runs_with_one_seed_give_the_same_bytes_but_for_times) {
    const std::string folder = temporary_path("");
    const auto arguments = with(
        {"measure", "excitation,energy,momentum", specimen_model_path, "--data", specimen_data_path, "--json", "-"},
        quick);
    const Ran first = run(arguments), second = run(arguments);
    ASSERT_EQ(first.code, 0) << first.err;
    EXPECT_EQ(without_times(first.out), without_times(second.out));
}

TEST(cli, a_run_that_measures_nothing_says_so_leaves_no_report_and_ends_with_3) {
    const std::string folder = temporary_path("");
    const Ran ran = run({"open", specimen_model_path, "--only", "receptive_fields", "-o", folder + "/none.html"});
    EXPECT_EQ(ran.code, 3);
    EXPECT_NE(ran.err.find("expected something to measure, found none: "), std::string::npos) << ran.err;
    EXPECT_EQ(lines(ran.err), 1u) << ran.err;
    EXPECT_FALSE(std::filesystem::exists(folder + "/none.html"));
}

TEST(cli, standard_output_is_json_alone_when_asked) {
    const Ran ran =
        run(with({"measure", "energy", "--json", "-", specimen_model_path, "--data", specimen_data_path}, quick));
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NO_THROW(nlohmann::json::parse(ran.out));
}

TEST(cli, a_gate_that_fires_gives_exit_1) {
    const auto call = with({"measure", "energy", specimen_model_path, "--data", specimen_data_path}, quick);
    EXPECT_EQ(run(with(call, {"--fail-on", "energy.accuracy < 0.2"})).code, 0);
    const Ran fired = run(with(call, {"--fail-on", "energy.accuracy > 0.2"}));
    EXPECT_EQ(fired.code, 1);
    EXPECT_NE(fired.err.find("FAILED"), std::string::npos);
    EXPECT_EQ(run(with(call, {"--fail-on", "energy.acc < 1"})).code, 2);
    EXPECT_EQ(run(with(call, {"--fail-on", "energy.accuracy drops"})).code, 2);
}

TEST(cli, a_baseline_is_a_json_file_of_an_earlier_run) {
    const std::string folder = temporary_path("");
    const auto call = with({"measure", "energy", specimen_model_path, "--data", specimen_data_path}, quick);
    ASSERT_EQ(run(with(call, {"--json", folder + "/before.json"})).code, 0);
    EXPECT_EQ(run(with(call, {"--baseline", folder + "/before.json", "--fail-on", "energy.accuracy changes"})).code, 0);
    EXPECT_EQ(run(with(call, {"--baseline", folder + "/missing.json", "--fail-on", "energy.accuracy drops"})).code, 2);
}

TEST(cli, what_cannot_be_written_is_said_before_the_run_and_leaves_nothing) {
    const std::string folder = temporary_path("");
    const Ran nowhere = run({"open", "-o", folder + "/no/such/r.html"});
    EXPECT_EQ(nowhere.code, 5);
    EXPECT_EQ(lines(nowhere.err), 1u);
    EXPECT_TRUE(nowhere.out.empty());
    EXPECT_EQ(run({"open", "-o", folder}).code, 5);
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    EXPECT_EQ(run({"open", "--json", "-", "--csv", "-", "-o", folder + "/r.html"}).code, 2);
}

TEST(cli, a_full_disk_is_an_output_error) {
    const Ran ran = run(with(
        {"measure", "energy", specimen_model_path, "--data", specimen_data_path, "--json", "/dev/full", "-q"}, quick));
    EXPECT_EQ(ran.code, 5);
    EXPECT_EQ(lines(ran.err), 1u) << ran.err;
}

TEST(cli, bad_models_and_data_get_one_line_and_their_own_exit_code) {
    const std::string folder = temporary_path("");
    write_bytes(folder + "/random.onnx", "this is no protobuf at all \xff\xff\xff");
    write_bytes(folder + "/empty.onnx", "");
    write_bytes(folder + "/short.safetensors", "\x00\x00");
    write_bytes(folder + "/bad.npy", "\x93NUMPY\x01");
    const std::string specimen = specimen_model_path;
    const std::vector<std::pair<std::vector<std::string>, int>> calls{
        {{"info", folder + "/missing.onnx"}, 2},
        {{"info", folder + "/random.onnx"}, 3},
        {{"info", folder + "/empty.onnx"}, 3},
        {{"info", folder + "/short.safetensors"}, 3},
        {{"info", folder}, 2},
        {{"measure", "energy", specimen, "--data", folder + "/bad.npy"}, 4},
        {{"measure", "energy", specimen, "--data", folder + "/missing.npy"}, 2},
        {{"measure", "energy", specimen, "--device", "abacus"}, 2},
        {{"measure", "energy", specimen, "--size", "big", "--data", folder}, 2},
        {{"measure", "enrgy", specimen}, 2}};
    for (const auto& [call, code] : calls) {
        const Ran ran = run(call);
        EXPECT_EQ(ran.code, code) << call[0] << " " << call[1] << ": " << ran.err;
        EXPECT_EQ(lines(ran.err), 1u) << ran.err;
        EXPECT_TRUE(ran.out.empty());
    }
}

TEST(cli, noise_is_called_noise) {
    const Ran ran =
        run({"measure", "excitation", specimen_model_path, "--data", "noise", "--nulls", "0", "--limit", "32"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("noise, not data"), std::string::npos);
}

TEST(cli, info_needs_no_data) {
    const Ran ran = run({"info", specimen_model_path, "--json", "-"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto json = nlohmann::json::parse(ran.out);
    EXPECT_GT(json["parameters"].get<int>(), 1000);
    EXPECT_GT(json["multiply_adds"].get<int>(), 1000);
}

TEST(cli, stored_outputs_are_reproduced_or_the_exit_code_says_no) {
    REQUIRE_SHARED("models/cifar10-resnet20.onnx");
    const std::string model = shared_file("models/cifar10-resnet20");
    const std::vector<std::string> call{"measure",
                                        "energy",
                                        model + ".onnx",
                                        "--data",
                                        model + ".input.npy",
                                        "--preprocess",
                                        "raw",
                                        "--nulls",
                                        "0",
                                        "--reference",
                                        model + ".logits.npy"};
    const Ran ran = run(call);
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.err.find("reference ok"), std::string::npos);
    EXPECT_EQ(run(with(call, {"--tolerance", "0"})).code, 1);
}

/// How data come in, through the program: cases that failed once (shared/cases, a folder a case).
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/cases.h"
#include "support/files.h"
#include "support/run_cli.h"
#include "support/threads.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

const std::vector<std::string> quick{"--nulls", "2"};

/// Runs with --json - and gives what it says.
nlohmann::json json_of(std::vector<std::string> call) {
    const Ran ran = run(with(std::move(call), {"--json", "-", "--nulls", "2"}));
    EXPECT_EQ(ran.code, 0) << ran.err;
    return ran.code == 0 ? nlohmann::json::parse(ran.out) : nlohmann::json();
}

/// Whether the outputs of a network on data are the stored ones.
void expect_outputs(const std::string& folder, const std::string& model, const std::string& data,
                    const std::string& reference, const std::vector<std::string>& options = {}) {
    const Ran ran = run(with({"measure", "finiteness", case_file(folder + model), "--data", case_file(folder + data),
                              "--reference", case_file(folder + reference), "--nulls", "0"},
                             options));
    EXPECT_EQ(ran.code, 0) << model << " " << data << ": " << ran.err << ran.out;
}

double accuracy(const nlohmann::json& json) {
    for (const auto& measurement : json["measurements"])
        if (measurement["estimates"].contains("accuracy")) return measurement["estimates"]["accuracy"]["value"];
    return -1;
}

std::string notes(const nlohmann::json& json) { return json["data"]["notes"].dump(); }

}  // namespace

TEST(data_cases, images_auto_two_threads) {
    REQUIRE_CASE("images_auto_two_threads");
    for (const int threads : {1, 2, 4}) {
        const WithThreads with_threads(threads);
        const Ran ran = run(with({"open", specimen_model_path, "--data", case_file("images_auto_two_threads/img"), "-o",
                                  temporary_path("r.html")},
                                 quick));
        EXPECT_EQ(ran.code, 0) << ran.err;
    }
}

TEST(data_cases, nhwc_uint8) {
    REQUIRE_CASE("nhwc_uint8");
    const std::string folder = "nhwc_uint8/";
    const std::vector<std::string> unit{"--preprocess", "unit"};
    for (const char* data : {"nhwc_f.npy", "nchw_f.npy"}) expect_outputs(folder, "f_nhwc.onnx", data, "f_nhwc.ref.npy");
    for (const char* data : {"nhwc_u8.npy", "nchw_u8.npy"}) {
        expect_outputs(folder, "f_nhwc.onnx", data, "f_nhwc.ref.npy", unit);
        expect_outputs(folder, "u8_nchw.onnx", data, "u8_nchw.ref.npy");
        expect_outputs(folder, "u8_nhwc.onnx", data, "u8_nhwc.ref.npy");
        expect_outputs(folder, "f64.onnx", data, "f64.ref.npy", unit);
        expect_outputs(folder, "f16.onnx", data, "f16.ref.npy", {"--preprocess", "unit", "--tolerance", "2e-3"});
    }
    for (const char* data : {"nchw_f.npy", "nchw_f16.npy", "nchw_f64.npy", "nhwc_f.npy"}) {
        expect_outputs(folder, "f16.onnx", data, "f16.ref.npy", {"--tolerance", "2e-3"});
        expect_outputs(folder, "f64.onnx", data, "f64.ref.npy", {"--tolerance", "2e-3"});
        expect_outputs(folder, "fixed1_reshape.onnx", data, "fixed1.ref.npy", {"--tolerance", "2e-3"});
    }
    for (const char* model : {"fixed8.onnx", "fixed8_reshape.onnx"})
        expect_outputs(folder, model, "nchw_f16x.npy", "fixed8.ref.npy");
    for (const char* model : {"f_nhwc.onnx", "u8_nchw.onnx", "u8_nhwc.onnx", "f16.onnx", "f64.onnx"}) {
        const auto json =
            json_of({"measure", "finiteness", case_file(folder + model), "--data", case_file(folder + "img")});
        EXPECT_EQ(json["data"]["samples_used"], 10) << model;
    }
}

TEST(data_cases, class_folders) {
    REQUIRE_CASE("class_folders");
    const std::string model = case_file("class_folders/m.onnx");
    const auto numbers =
        json_of({"measure", "energy", model, "--data", case_file("class_folders/num"), "--preprocess", "unit"});
    EXPECT_EQ(accuracy(numbers), 1);
    EXPECT_NE(notes(numbers).find("0, 1, 10, 11"), std::string::npos) << notes(numbers);
    for (const bool named : {false, true}) {
        std::vector<std::string> call{"measure",      "energy", model, "--data", case_file("class_folders/webpfirst"),
                                      "--preprocess", "unit"};
        if (named) call = with(call, {"--classes", case_file("class_folders/classes.txt")});
        const auto animals = json_of(call);
        EXPECT_EQ(accuracy(animals), 1) << named;
        EXPECT_EQ(animals["data"]["samples_used"], 34);
    }
}

TEST(data_cases, regression_targets_beside) {
    REQUIRE_CASE("regression_targets_beside");
    const std::vector<std::string> call{"open", case_file("regression_targets_beside/m.onnx"), "--data",
                                        case_file("regression_targets_beside/x.npy")};
    const auto json = json_of(call);
    EXPECT_NE(notes(json).find("y.npy beside the data holds no class numbers: not used"), std::string::npos);
    EXPECT_EQ(notes(json_of(with(call, {"--labels", "none"}))).find("y.npy"), std::string::npos);
    EXPECT_EQ(run(with(call, {"--labels", case_file("regression_targets_beside/y.npy")})).code, 4);
}

TEST(data_cases, images) {
    REQUIRE_CASE("images");
    const std::string folder = "images/";
    expect_outputs(folder, "quad.onnx", "exif6", "exif6.ref.npy", {"--preprocess", "unit", "--tolerance", "0.02"});
    expect_outputs(folder, "quad.onnx", "cmyk", "cmyk.ref.npy", {"--preprocess", "unit", "--tolerance", "0.02"});
    for (const char* kind : {"bmp", "gif", "tiff", "webp", "nested"})
        EXPECT_EQ(json_of({"measure", "finiteness", case_file("images/mean8.onnx"), "--data", case_file(folder + kind),
                           "--preprocess", "unit"})["data"]["samples_used"],
                  1)
            << kind;
}

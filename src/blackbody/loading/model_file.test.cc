/// What a path holds, told by its content: folders, checkpoints in shards, files of other tools.
#include "blackbody/loading/model_file.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "blackbody/loading/network.h"
#include "blackbody/loading/open.h"
#include "blackbody/util/errors.h"
#include "support/arrays.h"
#include "support/cases.h"
#include "support/files.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

using namespace std::string_literals;

struct Refusal {
    ErrorKind kind = ErrorKind::output;
    std::string line;
};

Refusal refusal(const std::string& path) {
    try {
        open_system(path);
    } catch (const Error& error) {
        return {error.kind(), error.what()};
    }
    return {};
}

void expect_refused(const std::string& path, const std::vector<std::string>& words) {
    const Refusal found = refusal(path);
    for (const std::string& word : words)
        EXPECT_NE(found.line.find(word), std::string::npos) << path << ": " << found.line;
    EXPECT_EQ(found.line.find('\n'), std::string::npos) << found.line;
}

std::string index_of(const std::string& map) {
    return "{\"metadata\": {\"total_size\": 1}, \"weight_map\": " + map + "}";
}

/// Two shards of two matrices each, and an index.
std::string checkpoint(const std::string& folder, const std::string& map) {
    const auto w = [](double x) { return at::full({4, 3}, x); };
    safetensors_file(folder + "/model-00001-of-00002.safetensors", {{"l.1.w", w(1)}, {"l.2.w", w(2)}});
    safetensors_file(folder + "/model-00002-of-00002.safetensors", {{"l.10.w", w(10)}, {"head", w(3)}});
    return temporary_file(folder + "/model.safetensors.index.json", index_of(map));
}

const std::string one = "\"model-00001-of-00002.safetensors\"", two = "\"model-00002-of-00002.safetensors\"";
const std::string map_of_whole =
    "{\"l.1.w\": " + one + ", \"l.2.w\": " + one + ", \"l.10.w\": " + two + ", \"head\": " + two + "}";

}  // namespace

TEST(model_file, in_shards_is_one_model_by_its_folder_and_by_its_index) {
    const std::string index = checkpoint("whole", map_of_whole), folder = temporary_path("whole");
    for (const std::string& path : {index, folder, folder + "/"}) {
        const auto system = open_system(path);
        std::vector<std::string> names;
        for (const Site& site : system->sites()) names.push_back(site.info.name);
        EXPECT_EQ(names, (std::vector<std::string>{"head", "l.1.w", "l.2.w", "l.10.w"}));
        EXPECT_EQ(system->card().parameters, 48);
        EXPECT_EQ(system->card().format, "safetensors, 2 shards");
        EXPECT_EQ(system->card().title, "whole");
        EXPECT_EQ(system->card().sha256.size(), 64u);
    }
    EXPECT_EQ(open_system(folder + "/model-00001-of-00002.safetensors")->sites().size(), 2u);
}

TEST(model_file, whose_index_lies_is_refused) {
    expect_refused(checkpoint("out", "{\"l.1.w\": \"../" + one.substr(1) + "}"), {"same folder", "'../model"});
    expect_refused(checkpoint("abs", "{\"l.1.w\": \"/etc/passwd\"}"), {"shards of another format", "/etc/passwd"});
    expect_refused(checkpoint("abs2", "{\"l.1.w\": \"/etc/x.safetensors\"}"), {"same folder"});
    expect_refused(checkpoint("twice", "{\"l.1.w\": " + one + ", \"l.1.w\": " + two + "}"), {"'l.1.w' twice"});
    expect_refused(checkpoint("other", "{\"l.1.w\": " + two + "}"), {"tensor 'l.1.w'", "none of that name"});
    expect_refused(checkpoint("none", "{\"l.1.w\": \"model-00003-of-00003.safetensors\"}"),
                   {"no model-00003-of-00003.safetensors", "fetch the missing files"});
    expect_refused(checkpoint("number", "{\"l.1.w\": 7}"), {"same folder"});
    expect_refused(checkpoint("list", "[1]"), {"weight_map"});
    expect_refused(checkpoint("broken", "{"), {"JSON"});
    std::string deep = "0";
    for (int i = 0; i < 2000; ++i) deep = "[" + deep + "]";
    expect_refused(temporary_file("deep/model.safetensors.index.json",
                                  "{\"a\": " + deep + ", \"weight_map\": {\"x\": " + one + "}}"),
                   {"model.safetensors.index.json"});
}

TEST(model_file, with_tensors_that_the_index_does_not_name_says_so) {
    const auto system = open_system(checkpoint("less", "{\"l.1.w\": " + one + ", \"head\": " + two + "}"));
    EXPECT_EQ(system->sites().size(), 2u);
    bool is_said = false;
    for (const std::string& note : system->card().notes)
        is_said |= note.find("l.10.w in model-00002") != std::string::npos;
    EXPECT_TRUE(is_said);
}

TEST(model_file, of_a_folder_is_the_one_model_in_it) {
    safetensors_file("single/model.safetensors", {{"w", at::ones({3, 4})}});
    temporary_file("single/config.json", "{\"model_type\": \"x\"}");
    EXPECT_EQ(open_system(temporary_path("single"))->sites().size(), 1u);
    safetensors_file("several/a.safetensors", {{"w", at::ones({3, 4})}});
    safetensors_file("several/b.safetensors", {{"w", at::ones({3, 4})}});
    expect_refused(temporary_path("several"),
                   {"one model in the folder", "a.safetensors, b.safetensors", "name the file"});
    safetensors_file("lost/m-00001-of-00002.safetensors", {{"w", at::ones({3, 4})}});
    safetensors_file("lost/m-00002-of-00002.safetensors", {{"v", at::ones({3, 4})}});
    expect_refused(temporary_path("lost"), {"index", "is missing"});
    temporary_file("nothing/readme.txt", "hello");
    expect_refused(temporary_path("nothing"), {"one model in it", "readme.txt"});
    temporary_file("torch/pytorch_model.bin", samples::zipped({{"archive/data.pkl", "x"}}));
    temporary_file("torch/config.json", "{\"model_type\": \"x\"}");
    expect_refused(temporary_path("torch"), {"pytorch_model.bin", "a PyTorch checkpoint"});
    expect_refused(temporary_file("none.npz", "PK\x05\x06"s + std::string(18, '\0')), {"arrays by name", "none"});
    temporary_file("saved/saved_model.pb", "\x08\x01");
    expect_refused(temporary_path("saved"), {"SavedModel", "tf2onnx.convert --saved-model"});
}

TEST(model_file, of_another_tool_is_named_with_what_to_do) {
    using samples::zipped;
    const std::string pickle("\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00}\x94.", 14);
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
        {temporary_file("m.pt", zipped({{"m/data.pkl", pickle}, {"m/data/0", "x"}})),
         {"a PyTorch checkpoint", "weights_only=True", "m.safetensors"}},
        {temporary_file("m.bin", zipped({{"archive/data.pkl", pickle}})), {"a PyTorch checkpoint"}},
        {temporary_file("renamed.onnx", zipped({{"archive/data.pkl", pickle}})), {"a PyTorch checkpoint"}},
        {temporary_file("s.pt", zipped({{"s/data.pkl", pickle}, {"s/code/__torch__.py", "x"}})),
         {"TorchScript", "torch.jit.load"}},
        {temporary_file("e.pt2", zipped({{"serialized_exported_program.json", "{}"}})), {"torch.export"}},
        {temporary_file("k.keras", zipped({{"config.json", "{}"}, {"model.weights.h5", "x"}})),
         {"a Keras model", "format='onnx'"}},
        {temporary_file("some.zip", zipped({{"readme.txt", "x"}})), {"a zip archive with readme.txt", "unpack"}},
        {temporary_file("old.pth", "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."s),
         {"before version 1.6"}},
        {temporary_file("x.pkl", pickle), {"a Python pickle", "is not run", "numpy.savez"}},
        {temporary_file("rbm.pkl",
                        "\x80\x04\x95\x30\x00\x00\x00\x00\x00\x00\x00 sklearn.neural_network._rbm BernoulliRBM."s),
         {"scikit-learn", "components_"}},
        {temporary_file("t.tflite", "\x1c\x00\x00\x00TFL3\x00\x00"s), {"TensorFlow Lite", "--tflite"}},
        {temporary_file("h.h5", "\x89HDF\r\n\x1a\n....keras_version...."s), {"a Keras model (HDF5)", "--keras"}},
        {temporary_file("d.h5", "\x89HDF\r\n\x1a\n....data...."s), {"an HDF5 file", "h5py"}},
        {temporary_file("g.gguf", "GGUF\x03\x00\x00\x00"s), {"GGUF", "ONNX or safetensors"}},
        {temporary_file("model.json", R"({"format": "layers-model", "modelTopology": {}, "weightsManifest": []})"),
         {"TensorFlow.js", "--tfjs"}},
        {temporary_file("config.json", R"({"model_type": "bert", "architectures": ["X"]})"),
         {"configuration", "folder"}},
        {temporary_file("pytorch_model.bin.index.json", R"({"weight_map": {"a": "pytorch_model-00001-of-00002.bin"}})"),
         {"shards of another format", "safe_serialization"}},
        {temporary_file("what.json", R"({"alpha": 1, "beta": 2})"), {"a JSON file with alpha, beta"}},
        {temporary_file("lfs.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n"),
         {"Git LFS", "git lfs pull"}},
        {temporary_file("lfs.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n"),
         {"Git LFS"}},
        {temporary_file("page.onnx", "<!DOCTYPE html><html></html>"), {"a web page"}},
        {temporary_file("m.onnx.gz", "\x1f\x8b\x08\x00"s), {"gzip", "gunzip"}},
        {temporary_file("w.npy", "\x93NUMPY\x01\x00"s), {"one array of numpy", "give it as data"}},
        {temporary_file("frozen.pb", "\x0a\x05Hello world, this is no graph"s), {"TensorFlow", "--graphdef"}},
        {temporary_file("c.mlmodel", "\x08\x04\x12\x03\x0a\x01x"s), {"Core ML"}},
        {temporary_file("group1-shard1of1.bin", std::string(64, '\x3f')), {"bytes without a header"}},
        {temporary_file("notes.model", "hello world, this is a text\n"), {"a text"}},
        {temporary_file("packed.joblib", "x\x9c\x01\x02\x03\x04"), {"joblib", "not run"}},
        {temporary_file("torn.pt", "abcdefgh"), {"torch.save"}}};
    for (const auto& [path, words] : cases) {
        expect_refused(path, words);
        EXPECT_EQ(refusal(path).kind, ErrorKind::model) << path;
    }
}

TEST(model_file, of_the_case_is_read_whole) {
    REQUIRE_CASE("hf_sharded");
    for (const char* path : {"hf_sharded", "hf_sharded/model.safetensors.index.json"}) {
        const auto system = open_system(case_file(path));
        EXPECT_EQ(system->card().format, "safetensors, 2 shards");
        EXPECT_EQ(system->sites().size(), 10u);  // six matrices and a stack of four; two are tied
    }
    const auto notes = open_system(case_file("hf_sharded"))->card().notes;
    EXPECT_EQ(std::count(notes.begin(), notes.end(), "also in the folder, and not read: fp8.safetensors"), 1);
    EXPECT_EQ(open_system(case_file("hf_sharded/model-00002-of-00002.safetensors"))->sites().size(), 7u);
}

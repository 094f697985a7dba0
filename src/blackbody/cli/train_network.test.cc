/// Training of networks as a person at the terminal relies on it: stopped, killed, resumed, refused, opened again.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/layered.h"
#include "blackbody/loading/network.h"
#include "blackbody/loading/tensors.h"
#include "support/ctrl_c.h"
#include "support/files.h"
#include "support/program.h"
#include "support/random.h"
#include "support/run_cli.h"
#include "support/stripes.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

std::vector<std::string> call(const std::string& data, const std::string& out, const std::vector<std::string>& more) {
    return with({"train", more[0], "--data", data, "--save", out, "--batch", "20", "--threads", "1", "--quiet"},
                {more.begin() + 1, more.end()});
}

const std::string layers = "conv 4 3x3 no-bias, norm, relu, pool 2, linear 2",
                  hybrid = "conv 4 3x3 no-bias, norm, relu, global, hidden 6, rbm 2 hidden 8",
                  waves = "conv 4 3x3 no-bias, norm, modrelu, global intensity, linear 2, born";

}  // namespace

TEST(train_network, killed_at_20_random_moments_and_resumed_it_ends_in_the_same_bytes) {
    const std::string data = striped_pictures();
    const std::vector<std::vector<std::string>> runs = {
        {"cnn", "--network", layers, "--updates", "4000", "--monitor", "100", "--random-shift", "1", "--hflip"},
        {"wave", "--network", waves, "--updates", "4000", "--monitor", "100", "--optimizer", "adamw"},
        {"cnn", "--network", hybrid, "--updates", "1500", "--monitor", "100", "--training", "layer-wise"}};
    for (const auto& more : runs) {
        const std::string whole = temporary_path("whole.safetensors"), broken = temporary_path("broken.safetensors");
        std::filesystem::remove(broken);
        EXPECT_EQ(Program(call(data, whole, more)).code(true), 0) << more[0];
        EXPECT_TRUE(kill_and_resume(call(data, broken, more), broken, 10, 11)) << more[0];
        EXPECT_EQ(file_bytes(whole), file_bytes(broken)) << more[0];
        EXPECT_GT(file_bytes(whole).size(), 1000u) << more[0];
    }
}

TEST(train_network, ctrl_c_leaves_a_checkpoint_to_go_on_from) {
    const std::string data = striped_pictures(), whole = temporary_path("w.safetensors"),
                      stopped = temporary_path("s.safetensors");
    std::filesystem::remove(stopped);
    const std::vector<std::string> more = {"cnn", "--network", layers, "--updates", "2000", "--monitor", "200"};
    EXPECT_EQ(run(call(data, whole, more)).code, 0);
    const Ran ran = run_until([&] { return std::filesystem::exists(stopped); }, call(data, stopped, more));
    EXPECT_EQ(ran.code, 130);
    EXPECT_NE(ran.err.find("--resume"), std::string::npos) << ran.err;
    EXPECT_EQ(run(with(call(data, stopped, more), {"--resume"})).code, 0);
    EXPECT_EQ(file_bytes(whole), file_bytes(stopped));
}

TEST(train_network, a_hybrid_is_kept_with_its_machines_and_opened) {
    const std::string data = striped_pictures(), out = temporary_path("hybrid.safetensors");
    const Ran ran = run({"train", "cnn", "--data", data, "--save", out, "--network", hybrid, "--training", "layer-wise",
                         "--updates", "200", "--batch", "20", "--machine-lr", ".1", "--threads", "1"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.err.find("stage 3 of 3: rbm1 learns as a machine, those below are held"), std::string::npos)
        << ran.err;
    for (const char* layer : {".hidden1", ".rbm1"}) {
        const std::string machine = out.substr(0, out.rfind('.')) + layer + ".safetensors";
        EXPECT_NE(ran.out.find(machine), std::string::npos) << ran.out;
        EXPECT_EQ(run({"open", machine, "-o", temporary_path("machine.html"), "--quiet"}).code, 0);
    }
    const Ran opened = run({"open", out, "--data", data, "-o", temporary_path("hybrid.html")});
    EXPECT_EQ(opened.code, 0) << opened.err;
    EXPECT_NE(opened.out.find("rbm1"), std::string::npos) << opened.out;
}

TEST(train_network, what_cannot_be_is_refused_in_one_line) {
    const std::string data = striped_pictures(), out = temporary_path("m.safetensors");
    const auto refused = [&](const std::vector<std::string>& more, int code, const std::string& says) {
        expect_refused(call(data, out, more), code, says);
    };
    refused({"cnn", "--network", "pool 4, pool 4"}, 2, "a window of at most 2");
    refused({"cnn", "--network", "conw 4 3x3"}, 2, "did you mean");
    refused({"cnn", "--network", layers, "--training", "sequential"}, 2, "a machine as the last");
    refused({"cnn", "--network", layers, "--training", "greedily"}, 2, "joint, layer-wise or sequential");
    refused({"cnn", "--network", hybrid, "--training", "layer-wise", "--film", "momentum"}, 2,
            "--film: expected training joint");
    refused({"cnn", "--network", "conv 4 3x3, hidden 6 bits, linear 2", "--training", "layer-wise"}, 4,
            "states from 0 to 1");
    refused({"cnn", "--network", "linear 3"}, 2, "2 scores, one a class");
    refused({"wave", "--network", "linear 2"}, 2, "end with born");
    refused({"cnn", "--loss", "entropy"}, 2, "cross-entropy");
    refused({"cnn", "--optimizer", "adam"}, 2, "sgd or adamw");
    refused({"cnn", "--validation", "1.5"}, 2, "a share from 0 to below 1");
    refused({"cnn", "--validation", "nowhere"}, 2, "nowhere");
    refused({"cnn", "--network", layers, "--lr", "1e6", "--schedule", "constant"}, 6, "diverges");
}

TEST(train_network, a_checkpoint_of_another_call_is_refused_with_what_differs) {
    const std::string data = striped_pictures(), out = temporary_path("c.safetensors");
    const std::vector<std::string> more = {"cnn", "--network", layers, "--updates", "20"};
    ASSERT_EQ(run(call(data, out, more)).code, 0);
    const auto refused = [&](std::vector<std::string> other, const std::string& says) {
        const Ran ran = run(with(call(data, out, other), {"--resume"}));
        EXPECT_NE(ran.code, 0) << says;
        EXPECT_NE(ran.err.find(says), std::string::npos) << ran.err;
    };
    refused({"cnn", "--network", layers, "--updates", "21"},
            "updates 20 as the run was begun, found updates 21; call it as before, or without resume (--updates, "
            "--resume)");
    refused({"cnn", "--network", layers, "--updates", "20", "--lr", "0.2"}, "--lr");
    refused({"cnn", "--network", "linear 2", "--updates", "20"}, "--network");
    std::filesystem::resize_file(out, std::filesystem::file_size(out) - 100);
    refused(more, out);
}

TEST(train_network, a_trained_network_opens_as_safetensors_and_as_onnx_alike) {
    const std::string data = striped_pictures(), out = temporary_path("o.safetensors");
    ASSERT_EQ(run(call(data, out,
                       {"cnn", "--network",
                        "residual(conv 4 3x3, norm, relu, conv 6 3x3 stride 2, norm) relu, "
                        "pool 2 average, conv 6 1x1, tanh, global, linear 2",
                        "--updates", "40"}))
                  .code,
              0);
    const auto layered = load_layered(out).network;
    const auto network = load_network(out.substr(0, out.rfind('.')) + ".onnx");
    const at::Tensor x = RandomTensors(1).uniform({5, 1, 8, 8});
    const at::Tensor a = layered->forward(x, {}), b = network->forward({{"input", x}}).at("logits");
    EXPECT_LT((a - b).abs().max().item<float>(), 1e-5);
}

TEST(train_network, stored_outputs_of_a_network_of_layers_are_compared_amplitudes_too) {
    const std::string data = striped_pictures(), out = temporary_path("r.safetensors"), npy = temporary_path("r.npy");
    ASSERT_EQ(
        run(call(data, out, {"wave", "--network", "conv 2 3x3, linear 2", "--loss", "born", "--updates", "2"})).code,
        0);
    const at::Tensor x = at::zeros({300, 1, 8, 8}, at::kFloat);
    const std::string bytes = file_bytes(data + "/train-images-idx3-ubyte").substr(16);
    for (std::int64_t i = 0; i < x.numel(); ++i)
        x.data_ptr<float>()[i] = static_cast<float>(static_cast<unsigned char>(bytes[i])) / 255;
    const at::Tensor planes = load_layered(out).network->forward(x, {}).detach().contiguous();
    write_npy(npy, view_of(planes));
    const std::vector<std::string> opened = {"open",        out,     "--data", data,
                                             "--split",     "train", "--only", "finiteness",
                                             "--reference", npy,     "-o",     temporary_path("r.html")};
    const Ran ran = run(with(opened, {"--tolerance", "1e-5"}));
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.err.find("reference ok"), std::string::npos) << ran.err;
    planes[7][1] += .01;
    write_npy(npy, view_of(planes));
    EXPECT_EQ(run(with(opened, {"--tolerance", "1e-5"})).code, 1);
}

TEST(train_network, trained_networks_of_both_fields_are_opened_with_every_instrument) {
    const std::string data = striped_pictures();
    for (const auto& [kind, text] : {std::pair("cnn", layers), std::pair("wave", waves)}) {
        const std::string out = temporary_path("all.safetensors"), report = temporary_path("all.html");
        ASSERT_EQ(run(call(data, out, {kind, "--network", text, "--updates", "40"})).code, 0);
        const Ran ran = run({"open", out, "--data", data, "--split", "train", "-o", report, "--nulls", "2"});
        EXPECT_EQ(ran.code, 0) << kind << " " << ran.err;
        EXPECT_GT(file_bytes(report).size(), 100000u);
    }
}

/// Training as a person at the terminal relies on it: stopped, killed, resumed, refused.
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "blackbody/loading/machine.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/rng.h"
#include "support/ctrl_c.h"
#include "support/files.h"
#include "support/program.h"
#include "support/run_cli.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// 300 samples of 24 units that go together in eights, as a table; the last column may be a label.
std::string data_file(const std::string& name, double value_of_one = 1) {
    Random random(3);
    std::string text;
    for (int n = 0; n < 300; ++n) {
        const std::uint64_t which = random.below(3);
        for (std::uint64_t u = 0; u < 24; ++u) {
            const bool on = random.uniform() < (u / 8 == which ? .9 : .1);
            text += (u ? "," : "") + (on ? std::to_string(value_of_one).substr(0, 3) : std::string("0"));
        }
        text += "\n";
    }
    return temporary_file(name, text);
}

std::vector<std::string> call(const std::string& data, const std::string& out, const std::vector<std::string>& more) {
    return with({"train", more[0], "--data", data, "--save", out, "--batch", "30", "--chains", "20", "--threads", "1",
                 "--temperatures", "0", "--quiet"},
                {more.begin() + 1, more.end()});
}

}  // namespace

TEST(train, killed_at_any_moment_and_resumed_it_ends_in_the_same_bytes) {
    const std::string data = data_file("data.csv");
    const std::vector<std::vector<std::string>> runs = {
        {"rbm", "--hidden", "12", "--updates", "3000", "--monitor", "100", "--momentum", "0.5"},
        {"rbm", "--hidden", "12", "--updates", "600", "--monitor", "25", "--method", "pt", "--optimizer", "adam",
         "--lr", "0.01"},
        {"dbn", "--hidden", "10,8", "--updates", "1000", "--monitor", "70"},
        {"dbm", "--hidden", "10,8", "--updates", "500", "--pretrain-epochs", "30", "--monitor", "40"},
    };
    int number = 0;
    for (const auto& more : runs) {
        const std::string whole = temporary_path("whole" + std::to_string(number) + ".safetensors"),
                          broken = temporary_path("broken" + std::to_string(number) + ".safetensors");
        EXPECT_EQ(Program(call(data, whole, more)).code(true), 0) << more[0];
        EXPECT_TRUE(kill_and_resume(call(data, broken, more), broken, 4, 7 + number)) << more[0];
        EXPECT_EQ(file_bytes(whole), file_bytes(broken)) << more[0];
        EXPECT_GT(file_bytes(whole).size(), 1000u) << more[0];
        ++number;
    }
}

TEST(train, ctrl_c_leaves_a_checkpoint_to_go_on_from) {
    const std::string data = data_file("data.csv"), whole = temporary_path("whole.safetensors"),
                      stopped = temporary_path("stopped.safetensors");
    const std::vector<std::string> more = {"rbm", "--hidden", "12", "--updates", "4000", "--monitor", "500"};
    EXPECT_EQ(run(call(data, whole, more)).code, 0);
    const Ran ran = run_until([&] { return std::filesystem::exists(stopped); }, call(data, stopped, more));
    EXPECT_EQ(ran.code, 130);
    EXPECT_NE(ran.err.find("--resume"), std::string::npos) << ran.err;
    EXPECT_NE(file_bytes(whole), file_bytes(stopped));
    EXPECT_EQ(run(with(call(data, stopped, more), {"--resume"})).code, 0);
    EXPECT_EQ(file_bytes(whole), file_bytes(stopped));
}

TEST(train, a_checkpoint_of_another_run_is_refused_with_what_differs) {
    const std::string data = data_file("data.csv"), out = temporary_path("m.safetensors");
    const std::vector<std::string> more = {"rbm", "--hidden", "12", "--updates", "50"};
    ASSERT_EQ(run(call(data, out, more)).code, 0);
    const auto refused = [&](const std::vector<std::string>& other, const std::string& says) {
        expect_refused(with(call(data, out, other), {"--resume"}), 4, says);
    };
    refused({"rbm", "--hidden", "13", "--updates", "50"}, "--hidden");
    refused({"rbm", "--hidden", "12", "--updates", "51"}, "--updates");
    refused({"rbm", "--hidden", "12", "--updates", "50", "--lr", "0.1"}, "lr 0.05 as the run was begun");
    refused({"rbm", "--hidden", "12", "--updates", "50", "--sparsity", "0.1"}, "expected no sparsity");
    refused({"rbm", "--hidden", "12", "--updates", "50", "--limit", "200"}, "--data");
    std::filesystem::resize_file(out, std::filesystem::file_size(out) - 100);
    refused(more, out);
    std::filesystem::resize_file(out, 5);
    refused(more, out);
    save_machine(out,
                 {free_layer(find_unit("spin"), 2), free_layer(find_unit("spin"), 2), at::zeros({2, 2}, at::kDouble)});
    refused(more, "what was learned alone");
}

TEST(train, a_rate_that_diverges_keeps_the_last_good_checkpoint) {
    const std::string data = data_file("data.csv"), out = temporary_path("m.safetensors");
    const Ran ran = run(call(data, out,
                             {"rbm", "--hidden", "12", "--updates", "100000", "--lr", "1e6", "--weight-decay", "1",
                              "--momentum", "0.9", "--monitor", "1"}));
    EXPECT_EQ(ran.code, 6);
    EXPECT_NE(ran.err.find("diverges"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("checkpoint"), std::string::npos) << ran.err;
    EXPECT_NO_THROW(load_machine(out));
}

TEST(train, data_that_cannot_be_learned_are_refused) {
    const auto code = [&](const std::string& name, const std::string& text) {
        const Ran ran = run(call(temporary_file(name, text), temporary_path("m.safetensors"),
                                 {"rbm", "--hidden", "4", "--updates", "10"}));
        EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
        return ran.code;
    };
    EXPECT_EQ(code("two.csv", "0,1,2.0\n1,0,1\n"), 4);
    EXPECT_EQ(code("nan.csv", "0,1,nan\n1,0,1\n"), 4);
    EXPECT_NE(code("empty.csv", ""), 0);
    std::string constant;
    for (int n = 0; n < 20; ++n) constant += "1,0,1\n";
    EXPECT_EQ(code("constant.csv", constant), 4);
    EXPECT_EQ(run({"train", "rbm", "--data", "nowhere.csv", "--save", temporary_path("m.safetensors")}).code, 2);
    EXPECT_EQ(run({"train", "rbm", "--data", data_file("d.csv"), "--save", "m.txt"}).code, 2);
}

TEST(train, every_kind_of_machine_is_learned_and_opens_again) {
    const std::string data = data_file("data.csv");
    const auto learned = [&](const std::vector<std::string>& more) {
        const std::string out = temporary_path("m.safetensors");
        const Ran ran = run(call(data, out, more));
        EXPECT_EQ(ran.code, 0) << ran.err;
        return load_machine_file(out);
    };
    const auto rbm =
        std::get<Rbm>(learned({"rbm", "--hidden", "6", "--updates", "200", "--units", "spin,relu"}).machine);
    EXPECT_EQ(rbm.visible.unit->name, "spin");
    EXPECT_EQ(rbm.hidden.unit->name, "relu");
    const auto dbn = std::get<DeepBelief>(learned({"dbn", "--hidden", "6,5,4", "--updates", "50"}).machine);
    EXPECT_EQ(dbn.machines.size(), 3u);
    const MachineFile file = learned({"dbm", "--hidden", "6,5,4", "--updates", "50", "--pretrain-epochs", "2"});
    EXPECT_EQ(std::get<DeepBoltzmann>(file.machine).depth(), 3);
    EXPECT_TRUE(file.arrays.contains("history.dbm.singular_values"));
    EXPECT_TRUE(file.arrays.contains("history.rbm 2.log_z"));
    const auto real =
        std::get<Rbm>(learned({"rbm", "--hidden", "6", "--updates", "50", "--units", "gaussian,bernoulli"}).machine);
    EXPECT_EQ(real.visible.unit->name, "gaussian");
}

TEST(train, says_the_log_probability_of_what_was_held_out) {
    const std::string data = data_file("data.csv"), out = temporary_path("m.safetensors"),
                      json = temporary_path("m.json");
    const Ran ran = run({"train", "rbm", "--data", data, "--save", out, "--hidden", "8", "--updates", "300",
                         "--threads", "1", "--json", json});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("log_probability -"), std::string::npos) << ran.out;
    for (const char* word : {"PL", "recon", "gap", "ln Z"}) EXPECT_NE(ran.err.find(word), std::string::npos) << word;

    const nlohmann::json results = nlohmann::json::parse(file_bytes(json));
    const auto& learning = results["measurements"][0];
    EXPECT_EQ(learning["observable"], "learning");
    EXPECT_FALSE(learning["curves"].empty());
    const Rbm rbm = load_machine(out);
    EXPECT_NEAR(learning["estimates"]["log_partition"]["value"].get<double>(), exact_log_partition(rbm), .2);
}

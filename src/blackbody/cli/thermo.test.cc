/// thermo, called as a shell calls it.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/machine.h"
#include "blackbody/loading/tensors.h"
#include "support/ctrl_c.h"
#include "support/files.h"
#include "support/machines.h"
#include "support/random.h"
#include "support/run_cli.h"
#include "support/shared.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

std::vector<std::string> machine(const std::string& size) {
    return {"thermo", shared_file("rbm/rbm_refs.npz"), "--keys", "W" + size + ",a" + size + ",b" + size};
}

nlohmann::json estimates(const Ran& ran, const std::string& observable) {
    const nlohmann::json json = nlohmann::json::parse(ran.out);
    for (const auto& m : json["measurements"])
        if (m["observable"] == observable) return m["estimates"];
    return {};
}

}  // namespace

TEST(thermo, the_fifteen_unit_machine_has_its_published_figures) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    const Ran ran = run(with(
        machine("15"), {"--log-z", "exact", "--data", shared_file("rbm/binarized_mnist_test.npz"), "--json", "-"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
    const nlohmann::json z = estimates(ran, "log_partition");
    EXPECT_NEAR(z["log_z"]["value"], 215.138406, 5e-7);
    EXPECT_EQ(z["log_z"]["std_error"], "exact");
    EXPECT_NEAR(z["log_probability"]["value"], -223.4210, 5e-5);
    EXPECT_EQ(z["log_probability"]["n"], 10000);
}

TEST(thermo, an_exact_sum_over_five_hundred_units_is_refused_with_its_cost_and_another_method) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    const Ran ran = run(with(machine("500"), {"--log-z", "exact", "--json", "-"}));
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err.find("2^500"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("ais estimates it with an error bar (--log-z)"), std::string::npos) << ran.err;
}

TEST(thermo, too_few_effective_chains_are_refused_without_a_number) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    const Ran ran = run(with(machine("500"), {"--log-z", "ais", "--base", "uniform", "--chains", "20", "--temperatures",
                                              "100", "--json", "-"}));
    EXPECT_EQ(ran.code, 6);
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err.find("effective"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("--temperatures"), std::string::npos) << ran.err;
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1);
}

TEST(thermo, a_ladder_whose_neighbours_share_nothing_is_refused_with_a_code_of_its_own_that_help_explains) {
    const std::string path = temporary_path("steep.safetensors");
    Rbm steep = random_machine("bernoulli", "bernoulli", 400, 200);
    steep.weight *= 40;
    save_machine(path, steep);
    const Ran ran = run({"thermo", path, "--log-z", "bar", "--rungs", "2", "--json", "-"});
    EXPECT_EQ(ran.code, 6) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err.find("--rungs"), std::string::npos) << ran.err;
    EXPECT_NE(run({"--help"}).out.find("no number to trust: refused"), std::string::npos);
}

TEST(thermo, grey_data_name_the_flag_that_makes_states_of_them_at_every_command_that_reads_them) {
    const std::string machine = temporary_path("small.safetensors"), grey = temporary_path("grey.npy"),
                      out = temporary_path("out.npy");
    save_machine(machine, random_machine("bernoulli", "bernoulli", 6, 4));
    write_npy(grey, view_of(RandomTensors(1).uniform({20, 6})));
    const std::vector<std::vector<std::string>> calls = {
        {"thermo", machine, "--data", grey},
        {"open", machine, "--data", grey},
        {"sample", machine, "--data", grey, "--save", out},
        {"train", "rbm", "--data", grey, "--hidden", "3", "--save", temporary_path("trained.safetensors")}};
    for (const std::vector<std::string>& call : calls) {
        const Ran ran = run(call);
        EXPECT_EQ(ran.code, 4) << call.front() << ran.err;
        EXPECT_NE(ran.err.find("binarise by threshold or by sample (--binarise)"), std::string::npos) << ran.err;
    }
}

TEST(thermo, chains_of_a_frozen_machine_keep_no_small_bar) {
    const std::string path = temporary_path("frozen.safetensors"), out = temporary_path("out.npy");
    save_machine(path, Rbm{free_layer(find_unit("spin"), 12), free_layer(find_unit("spin"), 6),
                           at::ones({12, 6}, at::kDouble) * 1.5});
    const Ran ran =
        run({"thermo", path, "--points", "4", "--from", "0.5", "--chains", "64", "--nulls", "0", "--json", "-"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const nlohmann::json overlap = estimates(ran, "overlap");
    EXPECT_NE(std::string(overlap["overlap"]["std_error"]).find("do not mix"), std::string::npos) << overlap;
    EXPECT_NE(ran.out.find("Numbers over these chains that have no error bar"), std::string::npos);
    EXPECT_NE(run({"sample", path, "--save", out}).out.find("do not mix"), std::string::npos);
    EXPECT_NE(run({"measure", "excitation", path, "--json", "-"}).out.find("do not mix"), std::string::npos);
}

TEST(thermo, ctrl_c_ends_with_130_and_leaves_no_file) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    const std::string report = temporary_path("interrupted.html");
    std::filesystem::remove(report);
    const Ran ran = run_for(std::chrono::milliseconds(1500),
                            with(machine("500"), {"--log-z", "ais", "--chains", "1000", "-o", report}));
    EXPECT_EQ(ran.code, 130) << ran.err;
    EXPECT_FALSE(std::filesystem::exists(report));
}

TEST(thermo, a_small_machine_is_measured_in_all_respects_and_its_chains_agree_with_enumeration) {
    const std::string path = temporary_path("small.safetensors");
    save_machine(path, random_machine("bernoulli", "spin", 12, 8));
    const Ran ran =
        run({"thermo", path, "--points", "8", "--from", "0.2", "--chains", "64", "--nulls", "3", "--json", "-"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    for (const char* observable : {"log_partition", "thermal", "plain_annealing", "modes", "chains", "overlap", "tap"})
        EXPECT_FALSE(estimates(ran, observable).empty()) << observable;
    const nlohmann::json thermal = estimates(ran, "thermal");
    EXPECT_EQ(thermal["energy"]["std_error"], "exact");
    EXPECT_NEAR(thermal["entropy"]["value"].get<double>(),
                thermal["energy"]["value"].get<double>() - thermal["free_energy"]["value"].get<double>(),
                1e-8);  // ten digits in JSON
    EXPECT_EQ(thermal["cooling_peak_beta"]["nulls"]["permuted_kernels"]["draws"], 3);
    EXPECT_NEAR(thermal["cooling_peak_beta"]["value"].get<double>(),
                thermal["cooling_peak_beta"]["nulls"]["permuted_kernels"]["value"].get<double>(),
                1e-6);  // six digits of a null in JSON
    EXPECT_EQ(thermal["peak_beta"]["nulls"]["independent_units"]["draws"], 0);
    for (const char* observable : {"thermal", "chains", "overlap", "modes", "log_partition"}) {
        bool has_null = false;
        for (const auto& estimate : estimates(ran, observable)) has_null |= !estimate["nulls"].empty();
        EXPECT_TRUE(has_null) << observable;
    }
    EXPECT_EQ(thermal["entropy"]["nulls"]["independent_units"]["draws"], 0);
    EXPECT_GT(thermal["entropy"]["nulls"]["independent_units"]["mean"], thermal["entropy"]["value"]);
}

TEST(thermo, the_same_seed_gives_the_same_bytes) {
    const std::string path = temporary_path("small.safetensors");
    save_machine(path, random_machine("spin", "potts", 9, 9));
    const auto once = [&] {
        const Ran ran = run({"thermo", path, "--points", "4", "--from", "0.2", "--chains", "32", "--nulls", "0",
                             "--log-z", "bar", "--csv", "-", "--seed", "3"});
        EXPECT_EQ(ran.code, 0) << ran.err;
        return ran.out;
    };
    EXPECT_EQ(once(), once());
}

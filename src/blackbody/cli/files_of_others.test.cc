/// Files of other people at the command line: what is read, what is said of the rest, and how often a file is opened.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "blackbody/loading/machine.h"
#include "support/arrays.h"
#include "support/cases.h"
#include "support/machines.h"
#include "support/opens.h"
#include "support/random.h"
#include "support/run_cli.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

double log_z_of(const Ran& ran) {
    const auto json = nlohmann::json::parse(ran.out);
    return json["measurements"][0]["estimates"]["log_z"]["value"];
}

const std::vector<std::string> exactly{"--log-z", "exact", "--json", "-"};

}  // namespace

TEST(files_of_others, machines_of_the_case_have_the_ln_z_that_numpy_gives) {
    REQUIRE_CASE("rbm_files");
    const auto file = [](const char* name) { return case_file(std::string("rbm_files/") + name); };
    const double truth = 13.869864434502299;
    EXPECT_NEAR(log_z_of(run(with({"thermo", file("transposed.npz")}, exactly))), truth, 1e-8);
    EXPECT_NEAR(log_z_of(run(with({"thermo", file("col.npz")}, exactly))), truth, 1e-8);
    EXPECT_NEAR(log_z_of(run(with({"thermo", file("sklearn.npz")}, exactly))), truth, 1e-8);
    EXPECT_NEAR(
        log_z_of(run(with({"thermo", file("sklearn.npz"), "--keys", "components_,intercept_visible_,intercept_hidden_"},
                          exactly))),
        truth, 1e-8);
    EXPECT_NE(run({"thermo", file("transposed.npz"), "--log-z", "exact"}).out.find("W is transposed"),
              std::string::npos);
    EXPECT_NE(run({"thermo", file("square_t.npz"), "--log-z", "exact"}).out.find("W.T,a,b"), std::string::npos);
    expect_refused({"thermo", file("nan.npz"), "--log-z", "exact"}, 3, "finite");
    expect_refused({"thermo", file("noa.npz"), "--log-z", "exact"}, 3, "array 'a'");
    expect_refused({"thermo", file("x.pkl"), "--log-z", "exact"}, 3, "a Python pickle");
    expect_refused({"thermo", case_file("complex_rbm/m.npz"), "--log-z", "exact"}, 3, "expected real numbers");
}

TEST(files_of_others, states_of_the_case_are_read_or_refused_by_what_they_hold) {
    REQUIRE_CASE("rbm_files");
    const auto file = [](const char* name) { return case_file(std::string("rbm_files/") + name); };
    const auto call = [&](const char* data, std::vector<std::string> more = {}) {
        return run(with({"thermo", file("ok.npz"), "--data", file(data), "--log-z", "exact", "--json", "-"}, more));
    };
    const auto log_p = [](const Ran& ran) -> double {
        const auto json = nlohmann::json::parse(ran.out);
        return json["measurements"][0]["estimates"]["log_probability"]["value"];
    };
    const double p = log_p(call("v01.npy"));
    for (const char* same : {"vu8.npy", "vbool.npy", "v255.npy", "vshape.npy"})
        EXPECT_NEAR(log_p(call(same)), p, 1e-9) << same;
    EXPECT_EQ(call("vall0.npy").code, 0);
    EXPECT_NE(call("vgrey.npy").err.find("--binarise"), std::string::npos) << call("vgrey.npy").err;
    EXPECT_EQ(call("vgrey.npy", {"--binarise", "threshold"}).code, 0);
    EXPECT_NE(call("vpm.npy").err.find("--units"), std::string::npos) << call("vpm.npy").err;
}

TEST(files_of_others, complex_data_are_refused_in_a_sentence) {
    const std::string machine =
                          npz_file("m.npz", {{"W", at::ones({4, 2})}, {"a", at::ones({4})}, {"b", at::ones({2})}}),
                      data = temporary_path("c.npy"), real = temporary_path("r.npy"), w = temporary_path("w.npy");
    write_npy(data, view_of(at::ones({6, 4}, at::kComplexFloat)));
    write_npy(real, view_of(at::ones({6, 4}, at::kFloat)));
    write_npy(w, view_of(at::ones({6}, at::kComplexDouble)));
    expect_refused({"thermo", machine, "--data", data, "--log-z", "exact"}, 4,
                   "expected real numbers, found complex64");
    expect_refused({"thermo", machine, "--data", real, "--weights", w, "--log-z", "exact"}, 4, "found complex128");
    expect_refused({"measure", "energy", specimen_model_path, "--data", data, "--preprocess", "raw"}, 4,
                   "expected real numbers");
}

TEST(files_of_others, weights_that_are_no_numbers_are_a_finding_without_data) {
    RandomTensors random(1);
    at::Tensor bad = random.normal({32, 32});
    bad[3][4] = NAN;
    const std::string path =
        safetensors_file("p.safetensors", {{"good.weight", random.normal({32, 32})}, {"p_nan.weight", bad}});
    const Ran ran = run({"open", path, "--json", "-", "--nulls", "0", "-o", temporary_path("r.html")});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto json = nlohmann::json::parse(ran.out);
    int found = 0;
    for (const auto& finding : json["findings"])
        if (finding["claim"] == "non_finite_weights") {
            ++found;
            EXPECT_NE(std::string(finding["sentence"]).find("'p_nan'"), std::string::npos) << finding;
        }
    EXPECT_EQ(found, 1);
    EXPECT_NE(run({"info", path}).out.find("p_nan.weight' holds 1 values that are not finite"), std::string::npos);
    const auto fine = nlohmann::json::parse(
        run({"open", safetensors_file("g.safetensors", {{"good.weight", random.normal({32, 32})}}), "--json", "-",
             "--nulls", "0", "-o", temporary_path("r.html")})
            .out);
    for (const auto& finding : fine["findings"]) EXPECT_NE(finding["claim"], "non_finite_weights");
}

TEST(files_of_others, weights_of_the_case_are_listed_or_named_by_info) {
    REQUIRE_CASE("odd_weights");
    const Ran ran = run({"info", case_file("odd_weights/w.safetensors")});
    ASSERT_EQ(ran.code, 0) << ran.err;
    for (const char* name : {"f_row", "i_conv1out", "m_conv3d.weight", "p_nan.weight", "t_empty.weight"})
        EXPECT_NE(ran.out.find(name), std::string::npos) << name;
    REQUIRE_CASE("hf_sharded");
    for (const char* path : {"hf_sharded", "hf_sharded/model.safetensors.index.json"}) {
        const Ran sharded = run({"info", case_file(path)});
        EXPECT_EQ(sharded.code, 0) << sharded.err;
        EXPECT_NE(sharded.out.find("2 shards"), std::string::npos) << sharded.out;
    }
    const Ran shard = run({"info", case_file("hf_sharded/model-00002-of-00002.safetensors")});
    EXPECT_EQ(shard.out.find("convolution"), std::string::npos) << shard.out;
}

TEST(files_of_others, a_machine_and_its_data_are_opened_once) {
    const std::string machine = temporary_path("m.safetensors"), data = temporary_path("d.npy");
    save_machine(machine, random_machine("bernoulli", "bernoulli", 4, 2));
    const at::Tensor states = RandomTensors(1).coins({40, 4}, .5, at::kByte);
    write_npy(data, view_of(states));
    const std::string archive = npz_file("d.npz", {{"x", states}});
    OpenCount models(machine), arrays(data), archives(archive);
    if (!models.works()) GTEST_SKIP() << "SKIPPED for want of inotify";
    const std::vector<std::string> opened{
        "open", machine, "-o", temporary_path("r.html"), "-q", "--nulls", "0", "--threads", "1", "--budget", "1s"};
    const std::vector<std::string> measured{"measure", "excitation", machine, "-q", "--nulls", "0"};
    const std::vector<std::string> thermo{"thermo", machine, "--log-z", "exact", "-q"};
    for (const auto& call : {opened, measured, thermo}) {
        ASSERT_EQ(run(with(call, {"--data", data})).code, 0) << call[0];
        EXPECT_EQ(models.take(), 1) << call[0];
        EXPECT_EQ(arrays.take(), 1) << call[0];
    }
    ASSERT_EQ(run(with(measured, {"--data", archive})).code, 0);
    EXPECT_EQ(models.take(), 1);
    EXPECT_EQ(archives.take(), 1);
}

/// A Boltzmann machine at the command line: open, info, measure, sample, and what goes wrong.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "blackbody/formats/csv/csv.h"
#include "blackbody/formats/image/image.h"
#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/machine.h"
#include "support/files.h"
#include "support/machines.h"
#include "support/run_cli.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// Sixteen pixels and eight hidden units.
std::string small_machine(const std::string& visible = "bernoulli") {
    const std::string path = temporary_path("machine.safetensors");
    save_machine(path, random_machine(visible, "bernoulli", 16, 8));
    return path;
}

/// One line of 16 fields.
std::string line_of(const std::string& field) {
    std::string line = field;
    for (int u = 1; u < 16; ++u) line += "," + field;
    return line + "\n";
}

}  // namespace

TEST(machines, measure_looks_at_the_chains_of_the_machine_where_no_data_are_given) {
    const Ran ran = run(
        {"measure", "excitation,receptive_fields", small_machine(), "--chains", "200", "--steps", "50", "--json", "-"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const nlohmann::json results = nlohmann::json::parse(ran.out);
    EXPECT_EQ(results["system"]["kind"], "rbm");
    EXPECT_EQ(results["data"]["samples_used"], 200);
    std::set<std::string> seen;
    for (const auto& m : results["measurements"])
        seen.insert(std::string(m["observable"]) + " " + std::string(m["site"]));
    EXPECT_EQ(seen, (std::set<std::string>{"excitation visible", "excitation hidden", "receptive_fields hidden"}));
}

TEST(machines, info_names_layers_and_the_guess_of_the_picture) {
    const Ran ran = run({"info", small_machine()});
    EXPECT_EQ(ran.code, 0);
    EXPECT_NE(ran.out.find("152 parameters"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("4 x 4 pixels, a guess"), std::string::npos);
}

TEST(machines, samples_are_the_same_for_one_seed_and_come_as_numbers_tables_or_a_picture) {
    const std::string machine = small_machine(), npy = temporary_path("a.npy"), again = temporary_path("b.npy"),
                      csv = temporary_path("a.csv"), png = temporary_path("a.png");
    for (const std::string& path : {npy, again, csv, png})
        ASSERT_EQ(run({"sample", machine, "--save", path, "--chains", "9", "--steps", "20", "--seed", "3"}).code, 0);
    EXPECT_EQ(file_bytes(npy), file_bytes(again));
    const TensorView states = read_npy(npy);
    EXPECT_EQ(states.shape, (std::vector<std::int64_t>{9, 16}));
    EXPECT_EQ(states.type, ElementType::uint8);
    const Table rows = read_csv(csv);
    for (std::size_t i = 0; i < rows.values.size(); ++i)
        EXPECT_EQ(rows.values[i], std::to_integer<int>(states.bytes[i])) << i;
    EXPECT_EQ(read_image_info(png).height, read_image_info(png).width);

    const Ran kept =
        run({"sample", machine, "--save", npy, "--chains", "9", "--evaluations", "4", "--thin", "5", "--means"});
    EXPECT_EQ(kept.code, 0);
    EXPECT_EQ(read_npy(npy).shape, (std::vector<std::int64_t>{4, 9, 16}));
    EXPECT_EQ(read_npy(npy).type, ElementType::float32);
}

TEST(machines, clamped_units_keep_their_values) {
    const std::string npy = temporary_path("a.npy");
    std::string line = "1,0";
    for (int u = 2; u < 16; ++u) line += ",nan";
    const Ran ran = run({"sample", small_machine(), "--save", npy, "--chains", "50", "--steps", "10", "--clamp",
                         temporary_file("clamp.csv", line)});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const TensorView states = read_npy(npy);
    for (int n = 0; n < 50; ++n) {
        EXPECT_EQ(std::to_integer<int>(states.bytes[n * 16]), 1);
        EXPECT_EQ(std::to_integer<int>(states.bytes[n * 16 + 1]), 0);
    }
}

TEST(machines, chains_start_at_data_that_fit) {
    const std::string npy = temporary_path("a.npy"), data = temporary_file("data.csv", line_of("1") + line_of("0"));
    ASSERT_EQ(run({"sample", small_machine(), "--save", npy, "--data", data, "--steps", "0"}).code, 0);
    EXPECT_EQ(std::to_integer<int>(read_npy(npy).bytes[3]), 1);
    EXPECT_EQ(std::to_integer<int>(read_npy(npy).bytes[19]), 0);
}

TEST(machines, what_goes_wrong_is_one_line_with_its_exit_code) {
    const std::string machine = small_machine(), out = temporary_path("a.npy");
    const auto complains = [](const Ran& ran, int code, const std::string& words) {
        EXPECT_EQ(ran.code, code) << ran.err;
        EXPECT_NE(ran.err.find(words), std::string::npos) << ran.err;
        EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    };
    complains(run({"sample", machine, "--save", "a.txt"}), 2, ".npy, .csv or .png");
    complains(run({"sample", machine, "--save", out, "--clamp", temporary_file("c.csv", "1,0\n")}), 4,
              "one line of 16 numbers");
    complains(run({"sample", machine, "--save", out, "--clamp", temporary_file("d.csv", line_of("2"))}), 4, "0 or 1");
    complains(run({"sample", machine, "--save", out, "--data", temporary_file("e.csv", "1,0\n0,1\n")}), 4,
              "16 numbers");
    complains(run({"sample", machine, "--save", out, "--data", temporary_file("f.csv", line_of("2.0"))}), 4,
              "sample 0, unit 0: expected 0 or 1 (bernoulli units), found 2");
    complains(run({"info", machine, "--picture", "3x5"}), 2, "3 x 5");
    complains(run({"info", machine, "--keys", "W,x,y"}), 3, "array 'x'");
    complains(run({"info", "missing.npz"}), 2, "missing.npz");
    EXPECT_FALSE(std::filesystem::exists(out)) << "half a result was left";
}

TEST(machines, open_adds_what_only_a_machine_has) {
    const std::string data = temporary_file("data.csv", line_of("1") + line_of("0")), html = temporary_path("a.html");
    const Ran ran = run({"open", small_machine(), "--data", data, "-o", html, "--json", "-", "--nulls", "0"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    std::set<std::string> seen;
    const nlohmann::json results = nlohmann::json::parse(ran.out);
    for (const auto& m : results["measurements"]) seen.insert(m["observable"]);
    for (const char* name : {"log_partition", "thermal", "excitation", "receptive_fields", "spectrum"})
        EXPECT_TRUE(seen.count(name)) << name;
    EXPECT_TRUE(std::filesystem::exists(html));
}

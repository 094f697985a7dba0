/// The film of a training: what it shows is true, it changes nothing, and a stopped training has the same one.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "blackbody/instruments/report/terminal_text.h"
#include "blackbody/loading/layered.h"
#include "support/files.h"
#include "support/program.h"
#include "support/run_cli.h"
#include "support/stripes.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

const std::string layers = "conv 4 3x3 no-bias, norm, relu, conv 4 3x3, relu, pool 2, linear 2",
                  waves = "conv 4 3x3 no-bias, norm, modrelu, global intensity, linear 2, born";

std::vector<std::string> call(const std::string& kind, const std::string& data, const std::string& out,
                              const std::vector<std::string>& more) {
    return with({"train", kind, "--data", data, "--network", kind == "cnn" ? layers : waves, "--save", out, "--batch",
                 "20", "--threads", "1", "--quiet"},
                more);
}

nlohmann::json json_of(const std::string& path) { return nlohmann::json::parse(file_bytes(path)); }

const nlohmann::json& measurement(const nlohmann::json& results, const std::string& observable,
                                  const std::string& site = "network") {
    for (const auto& m : results.at("measurements"))
        if (m.at("observable") == observable && m.at("site") == site) return m;
    throw std::out_of_range(observable + " at " + site);
}

const nlohmann::json& curve(const nlohmann::json& results, const std::string& name) {
    for (const auto& c : measurement(results, "film").at("curves"))
        if (c.at("name") == name) return c;
    throw std::out_of_range(name);
}

}  // namespace

TEST(training_film, changes_nothing_of_what_is_learned) {
    const std::string data = striped_pictures();
    for (const std::string kind : {"cnn", "wave"}) {
        const std::string plain = temporary_path("plain.safetensors"), filmed = temporary_path("filmed.safetensors");
        const std::vector<std::string> more = {"--updates", "60", "--random-shift", "1", "--hflip"};
        ASSERT_EQ(run(call(kind, data, plain, more)).code, 0);
        ASSERT_EQ(
            run(call(kind, data, filmed, with(more, {"--film", "excitation,spectrum,energy", "--film-every", "7"})))
                .code,
            0);
        const LayeredFile a = load_layered(plain), b = load_layered(filmed);
        for (std::size_t p = 0; p < a.network->parameters().size(); ++p)
            EXPECT_TRUE(a.network->parameters()[p].value.equal(b.network->parameters()[p].value)) << kind;
        for (const auto& [name, values] : a.arrays) EXPECT_TRUE(values.equal(b.arrays.at(name))) << kind << " " << name;
        EXPECT_GT(b.arrays.size(), a.arrays.size());
    }
}

TEST(training_film, killed_and_resumed_is_the_same_in_every_byte) {
    const std::string data = striped_pictures();
    for (const std::string kind : {"cnn", "wave"}) {
        const std::string whole = temporary_path("whole.safetensors"), broken = temporary_path("broken.safetensors");
        std::filesystem::remove(broken);
        const std::vector<std::string> more = {"--updates",    "1500", "--monitor", "50",
                                               "--validation", ".1",   "--film",    "excitation,spectrum",
                                               "--film-every", "70"};
        ASSERT_EQ(Program(call(kind, data, whole, more)).code(true), 0) << kind;
        EXPECT_TRUE(kill_and_resume(call(kind, data, broken, more), broken, 5, 3)) << kind;
        EXPECT_EQ(file_bytes(whole), file_bytes(broken)) << kind;
    }
}

TEST(training_film, has_a_frame_at_update_0_at_every_n_and_at_the_end) {
    const std::string data = striped_pictures(), out = temporary_path("f.safetensors"), json = temporary_path("f.json");
    ASSERT_EQ(run(call("cnn", data, out,
                       {"--updates", "50", "--film", "excitation,energy", "--film-every", "20", "--json", json}))
                  .code,
              0);
    const auto results = json_of(json);
    const auto& entropy = curve(results, "excitation.entropy");
    EXPECT_EQ(entropy.at("kind"), "map");
    EXPECT_EQ(entropy.at("y").at("values"), nlohmann::json({0, 20, 40, 50}));
    ASSERT_EQ(entropy.at("marks").size(), 2u);
    EXPECT_EQ(entropy.at("marks")[0].at("name"), "relu1");
    EXPECT_EQ(entropy.at("marks")[1].at("name"), "relu2");
    EXPECT_EQ(entropy.at("series")[0].at("values").size(), 8u);
    for (const auto& error : entropy.at("series")[0].at("errors")) EXPECT_GT(error.get<double>(), 0);
    const auto& accuracy = curve(results, "energy.accuracy");
    EXPECT_EQ(accuracy.at("kind"), "line");
    EXPECT_EQ(accuracy.at("x").at("values").size(), 4u);
    EXPECT_GT(accuracy.at("series")[0].at("values").back().get<double>(), .8);
    EXPECT_NE(measurement(results, "film").at("notes")[0].get<std::string>().find("256 of 300 training"),
              std::string::npos);
}

TEST(training_film, ends_with_what_the_instruments_find_in_the_trained_network) {
    const std::string data = striped_pictures();
    for (const std::string kind : {"cnn", "wave"}) {
        const std::string out = temporary_path("e.safetensors"), opened = temporary_path("opened.json");
        const std::vector<std::string> more = {"--updates",       "60",  "--film", "excitation,spectrum",
                                               "--film-pictures", "1000"};
        ASSERT_EQ(run(call(kind, data, out, more)).code, 0);
        ASSERT_EQ(run({"measure", "excitation,spectrum", out, "--data", data, "--split", "train", "--nulls", "0",
                       "--json", opened, "-q"})
                      .code,
                  0);
        const LayeredFile file = load_layered(out);
        const auto results = json_of(opened);
        int compared = 0;
        for (const auto& m : results.at("measurements"))
            for (const std::string quantity : {"mean", "entropy", "stable_rank"}) {
                const std::string observable = m.at("observable"), site = m.at("site");
                if (!m.at("estimates").contains(quantity)) continue;
                const at::Tensor film = file.arrays.at("history.film." + observable + "." + quantity);
                std::int64_t s = 0;
                while (file.network->sites()[s].info.name != site) ++s;
                const double first = film[0][s].item<double>(), last = film[-1][s].item<double>(),
                             found = m.at("estimates").at(quantity).at("value");
                EXPECT_NEAR(last, found, 1e-6 * std::abs(found))
                    << kind << " " << observable << "." << quantity << " at " << site;
                EXPECT_NE(first, last) << kind << " " << observable << " at " << site << " saw an old weight";
                ++compared;
            }
        EXPECT_GE(compared, 6) << kind;
    }
}

TEST(training_film, what_cannot_be_filmed_is_refused_in_one_line_before_anything_is_written) {
    const std::string data = striped_pictures(), out = temporary_path("refused.safetensors");
    std::filesystem::remove(out);
    const auto refused = [&](const std::vector<std::string>& more, const std::string& says, int code = 2) {
        const Ran ran = run(with({"train", "cnn", "--data", data, "--save", out, "--updates", "5"}, more));
        EXPECT_EQ(ran.code, code) << says;
        EXPECT_NE(ran.err.find(says), std::string::npos) << ran.err;
        EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
        EXPECT_FALSE(std::filesystem::exists(out)) << says;
    };
    refused({"--film", "excitatoin"}, "known are energy, excitation");
    refused({"--film", "thermal"}, "no instrument of networks is named 'thermal'");
    refused({"--film", "momentum", "--network", "linear 2"}, "'momentum' measures nothing here");
    refused({"--film", "excitation", "--film-every", "0"}, "--film-every");
    refused({"--film-every", "10"}, "no instrument is named");
    refused({"--film", "excitation", "--json", "/nowhere/at/all.json"}, "cannot be written", 5);
}

TEST(training_film, is_told_at_the_end_in_80_columns) {
    const std::string data = striped_pictures(), out = temporary_path("t.safetensors");
    std::vector<std::string> loud = call("cnn", data, out, {"--updates", "20", "--film", "excitation,energy,momentum"});
    std::erase(loud, "--quiet");
    const Ran ran = run(loud);
    std::stringstream lines(ran.out.substr(ran.out.find('\n') + 1));  // the first holds the path
    int films = 0;
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 80u) << line;
        films += line.find(" -> ") != std::string::npos;
    }
    EXPECT_GT(films, 10);
    EXPECT_NE(ran.out.find("256 of 300 training pictures"), std::string::npos) << ran.out;
}

TEST(list_layers, says_every_kind_with_its_form_in_80_columns) {
    const Ran ran = run({"list", "layers"});
    EXPECT_EQ(ran.code, 0);
    for (const char* says : {"  conv CHANNELS SIZE [stride N]", "  modrelu\n", "  residual(LAYER, ...) [ACTIVATION]\n"})
        EXPECT_NE(ran.out.find(says), std::string::npos) << says;
    std::stringstream lines(ran.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(terminal::columns(line), 80) << line;
    EXPECT_NE(run({"list"}).out.find("Instruments"), std::string::npos);
}

TEST(training_film, a_run_begun_with_a_film_goes_on_with_it) {
    const std::string data = striped_pictures(), out = temporary_path("begun.safetensors");
    const std::vector<std::string> more = {"--updates", "20"};
    ASSERT_EQ(run(call("cnn", data, out, with(more, {"--film", "excitation"}))).code, 0);
    for (const auto& other :
         {more, with(more, {"--film", "energy"}), with(more, {"--film", "excitation", "--film-every", "3"})}) {
        const Ran ran = run(with(call("cnn", data, out, other), {"--resume"}));
        EXPECT_EQ(ran.code, 4);
        EXPECT_NE(ran.err.find("--film"), std::string::npos) << ran.err;
    }
}

TEST(network_results, carry_the_score_with_what_a_guess_would_score_and_the_way_there) {
    const std::string data = striped_pictures(), out = temporary_path("r.safetensors"), json = temporary_path("r.json"),
                      html = temporary_path("r.html");
    const std::vector<std::string> more = {"--updates", "30", "--monitor", "10", "--validation", ".2"};
    ASSERT_EQ(run(call("cnn", data, out, with(more, {"--json", json, "-o", html}))).code, 0);
    const auto results = json_of(json);
    const auto& training = measurement(results, "network_training");
    const auto& held_out = training.at("estimates").at("held_out_accuracy");
    EXPECT_EQ(held_out.at("n"), 60);
    EXPECT_GT(held_out.at("value").get<double>(), .9);
    EXPECT_NEAR(held_out.at("nulls").at("labels_alone").at("mean").get<double>(), .5, .2);
    for (const auto& c : training.at("curves")) EXPECT_EQ(c.at("x").at("values"), nlohmann::json({10, 20, 30}));
    EXPECT_EQ(training.at("curves")[0].at("series")[1].at("errors").size(), 3u);
    EXPECT_NE(file_bytes(html).find("</html>"), std::string::npos);

    // Called again, it finds the training finished and says the same of it.
    ASSERT_EQ(run(with(call("cnn", data, out, with(more, {"--json", json})), {"--resume"})).code, 0);
    const auto again = json_of(json);
    EXPECT_EQ(measurement(again, "network_training").at("curves"), training.at("curves"));
    EXPECT_EQ(measurement(again, "network_training").at("estimates").at("held_out_loss"),
              training.at("estimates").at("held_out_loss"));
}

/// Waves and their real baselines over seeds, as a person at the terminal relies on them.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "blackbody/loading/layered.h"
#include "support/files.h"
#include "support/run_cli.h"
#include "support/stripes.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

const std::string small = "conv 6 3x3, norm, cardioid, global intensity, linear 2, born";

std::vector<std::string> call(const std::string& data, const std::string& out, const std::vector<std::string>& more,
                              const std::string& network = small) {
    return with({"train", "twins", "--data", data, "--test", data, "--save", out, "--network", network, "--updates",
                 "60", "--batch", "20", "--threads", "1"},
                more);
}

/// Learned and scored on the same pictures.
std::string pictures() {
    const std::filesystem::path folder = striped_pictures();
    for (const std::string name : {"images-idx3-ubyte", "labels-idx1-ubyte"})
        std::filesystem::copy_file(folder / ("train-" + name), folder / ("t10k-" + name),
                                   std::filesystem::copy_options::overwrite_existing);
    return folder;
}

/// value(NAME) of what was measured.
double value(const std::string& file, const std::string& name) {
    const nlohmann::json document = nlohmann::json::parse(file_bytes(file));
    return document.at("measurements").at(0).at("estimates").at(name).at("value").get<double>();
}

}  // namespace

TEST(train_twins, three_networks_a_seed_are_learned_compared_and_kept) {
    const std::string data = pictures(), out = temporary_path("twins"), json = temporary_path("twins.json");
    std::filesystem::remove_all(out);
    const Ran ran = run(call(data, out, {"--json", json, "--seeds", "3"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("equal multiplications"), std::string::npos) << ran.out;
    for (const std::string name : {"wave", "real_parameters", "real_multiplications"})
        for (const std::string seed : {"0", "1", "2"}) {
            const LayeredFile file = load_layered(out + "/" + name + "-" + seed + ".safetensors");
            EXPECT_EQ(file.network->plan().field, name == "wave" ? Field::complex : Field::real);
            EXPECT_EQ(file.metadata.at("training.call.seed"), seed);
        }

    // A difference is that of the means, and the seeds are the samples.
    for (const std::string baseline : {"equal_parameters", "equal_multiplications"})
        EXPECT_NEAR(value(json, "difference_" + baseline),
                    value(json, "accuracy_waves") - value(json, "accuracy_" + baseline), 1e-12);
    EXPECT_NEAR(value(json, "parameters_equal_parameters") / value(json, "parameters_waves"), 1, .1);
    EXPECT_NEAR(value(json, "multiplications_equal_multiplications") / value(json, "multiplications_waves"), 1, .1);

    // What is finished is not learned again, and says the same.
    const auto before = std::filesystem::last_write_time(out + "/wave-0.safetensors");
    const Ran again = run(call(data, out, {"--resume", "--seeds", "3"}));
    EXPECT_EQ(again.out, ran.out);
    EXPECT_EQ(std::filesystem::last_write_time(out + "/wave-0.safetensors"), before);
}

TEST(train_twins, what_cannot_be_compared_is_refused) {
    const std::string data = pictures();
    const Ran no_twin = run(call(data, temporary_path("t"), {}, "conv 4 3x3, coupled, linear 2, born"));
    EXPECT_EQ(no_twin.code, 2);
    EXPECT_NE(no_twin.err.find("coupled"), std::string::npos) << no_twin.err;
    const Ran no_seed = run(call(data, temporary_path("t"), {"--seeds", "0"}));
    EXPECT_EQ(no_seed.code, 2);
}

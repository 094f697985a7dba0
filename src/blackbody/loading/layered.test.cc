#include "blackbody/loading/layered.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <chrono>
#include <limits>

#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/util/errors.h"
#include "support/files.h"
#include "support/random.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;

namespace {

LayeredFile made(const std::string& text, Field field = Field::real) {
    LayeredFile file;
    file.network = std::make_unique<LayeredNetwork>(NetworkPlan{text, field, {Field::real, 1, {6, 6}}, 4});
    return file;
}

/// A file that only says what it holds.
std::string said(const std::string& text, const std::string& input, const std::string& field) {
    const std::string path = temporary_path("said.safetensors");
    write_safetensors(path, {.tensors = {},
                             .metadata = {{"blackbody.layers", text},
                                          {"blackbody.field", field},
                                          {"blackbody.input", input},
                                          {"blackbody.type", "float32"}}});
    return path;
}

std::string complaint(const std::string& path) {
    return complaint_of([&] { load_layered(path); }, ErrorKind::model);
}

}  // namespace

TEST(layered_file, gives_back_the_network_and_all_that_was_stored_with_it) {
    for (const auto& [text, field] :
         {std::pair{"conv 4 3x3, norm, relu, linear 3", Field::real},
          std::pair{"conv 4 3x3, norm, modrelu, propagator, linear 3, born", Field::complex}}) {
        const std::string path = temporary_path("whole.safetensors");
        LayeredFile file = made(text, field);
        file.arrays["history.loss"] = at::arange(3, at::kDouble);
        file.metadata["blackbody.call"] = "train";
        save_layered(path, file);

        const LayeredFile again = load_layered(path);
        const at::Tensor x = blackbody::testing::RandomTensors(1).uniform({2, 1, 6, 6});
        EXPECT_TRUE(at::equal(again.network->forward(x, {}), file.network->forward(x, {}))) << text;
        EXPECT_EQ(again.metadata, file.metadata);
        EXPECT_TRUE(at::equal(again.arrays.at("history.loss"), file.arrays["history.loss"]));
    }
}

TEST(layered_file, that_asks_for_more_than_it_holds_is_refused_at_once) {
    const auto start = std::chrono::steady_clock::now();
    std::string brackets = "relu";
    for (int depth = 0; depth < 3000; ++depth) brackets = "r(" + brackets + ")";
    struct Case {
        std::vector<std::string> says;  ///< text, input, field
        std::string complaint;
    };
    const Case cases[] = {
        {{"1000000 * conv 99999 3x3"}, "expected a layer, or a number, * and a layer"},
        {{"1001 * relu"}, "1 to 1,000 layers in all"},
        {{"residual(100 * residual(100 * relu))"}, "1 to 1,000 layers in all"},
        {{brackets}, "at most 16 brackets"},
        {{std::string(20000, ' ') + "relu"}, "at most 10,000 characters"},
        {{"100 * conv 8000 1x1"}, "layers of at most 0 numbers in all, found 8,000 up to here"},
        {{"conv 1000000 1x1 groups 1, linear 1000000"}, "at most 0 numbers"},
        {{"norm"}, "at most 0 numbers"},
        {{"coordinates", "1 x 8192 x 8192"}, "at most 0 numbers in all, found 134,217,728"},
        {{"momenta 1000000, momenta 1000000"}, "at most 0 numbers"},
        {{"encode, propagator unitary", "8192 x 8192 x 8192", "complex"}, "at most 0 numbers"},
        {{"encode, potential", "1 x 1 x 8192", "complex"}, "wires of at most 1,024 places, found 8,192"},
        {{"relu", "1 x 8193 x 1"}, "a shape, as 1 x 28 x 28"},
        {{"relu", "1 x 6 x 6 x 6"}, "a shape, as 1 x 28 x 28"},
        {{"relu", "1 x 6 x 6", "quaternion"}, "real or complex"},
        {{"\x1b[31mrelu"}, "the name of a layer"}};
    for (const Case& c : cases) {
        std::vector<std::string> words = c.says;
        if (words.size() < 2) words.push_back("1 x 6 x 6");
        if (words.size() < 3) words.push_back("real");
        const std::string complained = complaint(said(words[0], words[1], words[2]));
        EXPECT_NE(complained.find(c.complaint), std::string::npos) << complained;
        EXPECT_EQ(complained.find_first_of("\n\x1b"), std::string::npos) << complained;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(layered_file, without_one_of_its_tensors_or_with_one_of_another_shape_is_refused_by_name) {
    const std::string path = temporary_path("broken.safetensors");
    save_layered(path, made("conv 4 3x3, linear 3"));
    Safetensors stored = read_safetensors(path);
    std::swap(stored.tensors[0].name, stored.tensors[2].name);
    const std::string other = temporary_path("other.safetensors");
    write_safetensors(other, stored);
    EXPECT_NE(complaint(other).find("tensor 'conv1.weight'"), std::string::npos) << complaint(other);
}

TEST(layered_file, with_a_potential_that_is_no_number_is_refused_when_waves_reach_it) {
    const std::string path = temporary_path("nan.safetensors");
    LayeredFile file = made("encode, potential, linear 3, born", Field::complex);
    for (const Parameter& p : file.network->parameters())
        if (p.name == "potential1.potential") p.value.detach().fill_(std::numeric_limits<float>::quiet_NaN());
    save_layered(path, file);
    EXPECT_THROW(load_layered(path).network->forward(at::ones({1, 1, 6, 6}), {}), NumericalError);
}

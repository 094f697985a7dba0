#include "blackbody/loading/preprocess.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/ranking.h"
#include "blackbody/loading/samples.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "support/arrays.h"
#include "support/files.h"

using namespace blackbody;

namespace {

/// One pixel with R, G, B = 255, 0, 127.5, as every convention would give it.
std::vector<float> prepared(const Preprocess& preprocess) {
    const at::Tensor result = apply(preprocess, at::tensor({255., 0., 127.5}).view({1, 3, 1, 1}));
    return {result.const_data_ptr<float>(), result.const_data_ptr<float>() + 3};
}

}  // namespace

TEST(preprocess, every_convention_gives_its_published_numbers) {
    const std::map<std::string, std::vector<float>> expected = {
        {"imagenet", {(1 - .485f) / .229f, (0 - .456f) / .224f, (.5f - .406f) / .225f}},
        {"cifar10", {(1 - .4914f) / .2470f, -.4822f / .2435f, (.5f - .4465f) / .2616f}},
        {"unit", {1, 0, .5f}},
        {"signed", {1, -1, 0}},
        {"bgr255", {127.5f, 0, 255}},
        {"caffe", {127.5f - 103.939f, -116.779f, 255 - 123.68f}},
        {"raw", {255, 0, 127.5f}}};
    EXPECT_EQ(expected.size(), usual_preprocesses().size());
    for (const auto& [name, numbers] : expected)
        for (int c = 0; c < 3; ++c)
            EXPECT_NEAR(prepared(find_preprocess(name))[static_cast<std::size_t>(c)],
                        numbers[static_cast<std::size_t>(c)], 1e-5)
                << name;
}

TEST(preprocess, numbers_one_by_one_replace_those_of_the_convention) {
    const Preprocess efficientnet = choose_preprocess({.mean = {127}, .std = {128}}, 3);
    EXPECT_NEAR(prepared(efficientnet)[0], 1, 1e-6);
    EXPECT_NEAR(prepared(efficientnet)[1], -127. / 128, 1e-6);
    EXPECT_EQ(describe(efficientnet, 3), "given: x, mean 127, std 128, RGB");
    EXPECT_EQ(describe(choose_preprocess({.mean = {.5}, .channels = "bgr"}, 3), 3), "given: x / 255, mean 0.5, BGR");
}

TEST(preprocess, a_wrong_count_a_std_of_zero_and_colour_conventions_for_grey_are_refused) {
    EXPECT_THROW(choose_preprocess({.mean = {1, 2}}, 3), Error);
    EXPECT_THROW(choose_preprocess({.std = {0}}, 3), Error);
    EXPECT_THROW(choose_preprocess({.name = "bgr255"}, 1), Error);
    EXPECT_THROW(choose_preprocess({.name = "nonsense"}, 3), Error);
}

TEST(preprocess, of_colours_says_what_to_do_where_the_pictures_are_grey) {
    try {
        choose_preprocess({.name = "imagenet"}, 1, "t10k-images-idx3-ubyte.gz");
        FAIL() << "grey pictures have no mean of three colours";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(),
                     "t10k-images-idx3-ubyte.gz: preprocess imagenet: expected pictures of 3 channels (red, green, "
                     "blue), found 1 channel (grey); take the preprocessing unit, signed or raw, or a mean and std of "
                     "one number each");
        EXPECT_EQ(error.options(), (std::vector<std::string>{"preprocess", "mean", "std"}));
    }
}

TEST(preprocess, scaling_keeps_a_constant_picture_constant_and_crops_the_middle) {
    EXPECT_TRUE(at::allclose(cut_and_scale(at::full({1, 3, 30, 50}, 7.f), 10, 10), at::full({1, 3, 10, 10}, 7.f)));
    at::Tensor halves = at::full({1, 1, 10, 30}, 0.f);
    halves.narrow(3, 10, 10).fill_(1);
    EXPECT_TRUE(at::allclose(cut_and_scale(halves, 10, 10), at::full({1, 1, 10, 10}, 1.f)));
}

namespace {

/// 40 pictures of one colour each; the "network" is at home where the mean of channel 0 is near `home`.
Dataset colours() {
    at::Tensor pixels = at::full({40, 3, 2, 2}, 0, at::kByte);
    for (int i = 0; i < 40; ++i) pixels[i].fill_(100 + i);
    return load_dataset(blackbody::testing::npy_file("images.npy", pixels),
                        {{.name = "x", .type = at::kFloat, .shape = {-1, 3, 2, 2}, .symbols = {}, .has_shape = true}});
}

std::vector<double> evidence_near(const Dataset& data, double home) {
    std::vector<double> values;
    const at::Tensor x = data.read(0, data.size()).inputs[0].second;
    for (std::int64_t i = 0; i < data.size(); ++i) values.push_back(std::pow(x[i][0][0][0].item<double>() - home, 2));
    return values;
}

}  // namespace

TEST(ranking, finds_the_convention_of_the_evidence_and_says_by_how_much) {
    const PreprocessRanking ranking =
        rank_preprocesses(colours(), [](const Dataset& data) { return evidence_near(data, 120. / 255); });
    EXPECT_EQ(ranking.ranked[0].preprocess.name, "unit");
    EXPECT_FALSE(ranking.ranked[1].like_first);
    EXPECT_EQ(ranking.samples, 32) << "the first samples decide: no more are asked";
}

TEST(ranking, says_so_where_two_conventions_cannot_be_told_apart) {
    const PreprocessRanking ranking =
        rank_preprocesses(colours(), [](const Dataset& data) { return evidence_near(data, 120); });
    EXPECT_EQ(ranking.ranked[0].preprocess.name, "bgr255");
    EXPECT_EQ(ranking.ranked[1].preprocess.name, "raw") << "grey pictures have no channel order";
    EXPECT_TRUE(ranking.ranked[1].like_first);
    EXPECT_EQ(ranking.samples, 40) << "the first samples do not decide: all are asked";
    EXPECT_NE(ranking.notes.at(0).find("cannot be told"), std::string::npos);
}

TEST(ranking, puts_conventions_that_give_no_finite_answer_last) {
    const PreprocessRanking ranking = rank_preprocesses(colours(), [](const Dataset& data) {
        return std::vector<double>(static_cast<std::size_t>(data.size()),
                                   data.preprocess().name == "unit" ? 1.0 : std::nan(""));
    });
    EXPECT_EQ(ranking.ranked[0].preprocess.name, "unit");
    EXPECT_FALSE(ranking.ranked[1].like_first);
}

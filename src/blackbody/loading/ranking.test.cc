#include "blackbody/loading/ranking.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cmath>

#include "blackbody/loading/network.h"
#include "support/shared.h"

using namespace blackbody;

namespace {

/// Class scores of every sample, 100 at a time.
at::Tensor scores(const Network& network, const Dataset& data) {
    Tensors parts;
    for (std::int64_t first = 0; first < data.size(); first += 100) {
        const Batch batch = data.read(first, std::min<std::int64_t>(100, data.size() - first));
        parts.push_back(network.forward({batch.inputs.begin(), batch.inputs.end()}).begin()->second);
    }
    return at::cat(parts).reshape({data.size(), -1});
}

}  // namespace

TEST(ranking, evidence_is_that_of_the_definitions) {
    const at::Tensor two = at::tensor({0., std::log(3.), 5., 5.}).view({2, 2});
    const std::vector<double> nll = negative_log_likelihood(two, at::tensor({1, 0}, at::kLong));
    EXPECT_NEAR(nll[0], -std::log(.75), 1e-12);
    EXPECT_NEAR(nll[1], std::log(2.), 1e-12);
    EXPECT_NEAR(entropy_of_scores(two)[0], -.75 * std::log(.75) - .25 * std::log(.25), 1e-12);
}

TEST(ranking, finds_how_a_real_network_was_trained_and_its_accuracy) {
    REQUIRE_SHARED("models/cifar10-resnet20.onnx");
    const auto network = load_network(shared_file("models/cifar10-resnet20.onnx"));
    const Dataset data =
        load_dataset(shared_file("cifar10-sample"), {network->input()}, {.split = "test", .class_count = 10});
    const PreprocessRanking ranking = rank_preprocesses(data, [&](const Dataset& d) {
        return negative_log_likelihood(scores(*network, d), d.read(0, d.size()).labels);
    });

    // It was trained with ImageNet's numbers; CIFAR-10's own are so near that they may come out the same.
    for (const RankedPreprocess& ranked : ranking.ranked) {
        const bool is_right = ranked.preprocess.name == "imagenet", is_near = ranked.preprocess.name == "cifar10";
        EXPECT_TRUE(!is_right || ranked.like_first || &ranked == &ranking.ranked.front());
        EXPECT_TRUE(is_right || is_near || !ranked.like_first) << ranked.preprocess.name;
    }

    // About 81 % of the test split, as the data's README says.
    const Dataset prepared = data.prepared(find_preprocess("imagenet"));
    const double accuracy = scores(*network, prepared)
                                .argmax(1)
                                .eq(prepared.read(0, prepared.size()).labels)
                                .to(at::kDouble)
                                .mean()
                                .item<double>();
    EXPECT_NEAR(accuracy, .81, .015);
}

TEST(ranking, takes_the_usual_convention_where_another_is_better_by_nothing_that_counts) {
    const Dataset data = load_dataset(std::string(BLACKBODY_SOURCE) + "/specimen",
                                      {{.name = "x", .shape = {-1, 1, 28, 28}, .has_shape = true}}, {.limit = 64});
    // Sure of every answer: evidence near 0, and lower by a little the later a convention was tried.
    double tried = 0;
    const PreprocessRanking ranking = rank_preprocesses(data, [&](const Dataset& d) {
        tried += 1;
        std::vector<double> evidence;
        for (std::int64_t i = 0; i < d.size(); ++i) evidence.push_back(1e-7 - 1e-9 * tried + 1e-12 * (i % 3));
        return evidence;
    });
    EXPECT_EQ(ranking.ranked.front().preprocess.name, usual_preprocesses(1).front().name);
    EXPECT_TRUE(ranking.ranked.at(1).like_first);
}

TEST(ranking, says_that_evidence_without_labels_is_weak) {
    REQUIRE_SHARED("models/imagenet-squeezenet1.0-fp16.onnx");
    const auto network = load_network(shared_file("models/imagenet-squeezenet1.0-fp16.onnx"));
    const Dataset kitten = load_dataset(shared_file("images/kitten_224.png"), {network->input()});
    const PreprocessRanking ranking =
        rank_preprocesses(kitten, [&](const Dataset& d) { return entropy_of_scores(scores(*network, d)); });
    EXPECT_EQ(ranking.samples, 1);
    EXPECT_NE(ranking.notes.back().find("a guess"), std::string::npos);

    // The kitten is class 281 under the conventions that this network was trained with: 0..255, whichever order.
    const at::Tensor answer = scores(*network, kitten.prepared(find_preprocess("bgr255")));
    EXPECT_EQ(answer.argmax(1).item<std::int64_t>(), 281);
}

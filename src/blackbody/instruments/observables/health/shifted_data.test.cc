/// The finding on real images: a network that keeps its running statistics, on its own images and on others.
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <functional>

#include "blackbody/instruments/collect.h"
#include "blackbody/loading/dataset.h"
#include "blackbody/loading/network.h"
#include "support/random.h"

using blackbody::testing::gaussian;

namespace blackbody {
namespace {

/// The images of another source, each batch changed.
class Changed : public Source {
  public:
    Changed(const Source& source, std::function<at::Tensor(const Batch&)> change)
        : source_(source), change_(std::move(change)) {}
    std::int64_t size() const override { return source_.size(); }
    bool labelled() const override { return source_.labelled(); }
    Batch read(std::int64_t first, std::int64_t count) const override {
        Batch batch = source_.read(first, count);
        batch.inputs.at(0).second = change_(batch);
        return batch;
    }

  private:
    const Source& source_;
    std::function<at::Tensor(const Batch&)> change_;
};

/// What `input_shift` says of the specimen on its images, 0 .. 1, after a change.
const Finding* shift_of(Results& results, std::function<at::Tensor(const Batch&)> change) {
    const std::string specimen = std::string(BLACKBODY_SOURCE) + "/specimen";
    const auto network = load_network(specimen + "/fashion-cnn.onnx");
    const Dataset own = load_dataset(specimen, network->graph().inputs, {.preprocess = {.name = "unit"}, .limit = 256});
    const Changed images(own, std::move(change));
    results = collect(*network, measure(*network, &images, choose_instruments({"expectation_gap"}, {})));
    for (const Finding& finding : results.findings)
        if (finding.claim == "input_shift") return &finding;
    return nullptr;
}

at::Tensor pixels(const Batch& batch) { return batch.inputs[0].second; }

}  // namespace

TEST(input_shift, says_nothing_of_the_images_that_a_network_was_trained_for) {
    Results results;
    const Finding* finding = shift_of(results, pixels);
    EXPECT_EQ(finding, nullptr) << finding->sentence;
}

TEST(input_shift, warns_of_the_same_images_inverted_overexposed_or_replaced_by_noise) {
    const std::vector<std::pair<const char*, std::function<at::Tensor(const Batch&)>>> changes = {
        {"inverted", [](const Batch& b) { return 1 - pixels(b); }},
        {"brightened", [](const Batch& b) { return pixels(b) + 0.7; }},
        {"0..255 instead of 0..1", [](const Batch& b) { return pixels(b) * 255; }},
        {"noise", [](const Batch& b) { return gaussian(pixels(b).sizes().vec(), b.first, at::kFloat); }}};
    for (const auto& [name, change] : changes) {
        Results results;
        const Finding* finding = shift_of(results, change);
        ASSERT_NE(finding, nullptr) << name;
        EXPECT_EQ(finding->verdict, Verdict::warning) << name;
    }
}

}  // namespace blackbody

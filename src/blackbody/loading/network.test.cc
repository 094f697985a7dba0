#include "blackbody/loading/network.h"
#include "blackbody/loading/open.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/max.h>
#include <ATen/ops/softmax.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "blackbody/formats/image/image.h"
#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/tensors.h"
#include "support/files.h"
#include "support/largest.h"
#include "support/network.h"
#include "support/random.h"
#include "support/shared.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

at::Tensor npy(const std::string& name) { return tensor_of(read_npy(shared_file("models/" + name)), name); }

/// States of the site that is output `output`, from run().
at::Tensor run_to(const Network& network, const std::string& output,
                  std::vector<std::pair<std::string, at::Tensor>> inputs, std::int64_t batch) {
    const std::size_t site = site_of_output(network, output);
    Recorder recorder;
    network.run(TensorSource(std::move(inputs)), demand_for(network, {site}, batch), recorder);
    return recorder[site];
}

void reproduces_logits(const std::string& model, const std::string& data, const std::string& input,
                       std::int64_t batch) {
    const auto network = load_network(shared_file("models/" + model));
    const at::Tensor images = npy(data + ".input.npy"), stored = npy(data + ".logits.npy");
    const std::size_t site = site_of_output(*network, "logits");
    EXPECT_EQ(network->sites()[site].info.role, Role::logits);
    EXPECT_LT(largest_difference(run_to(*network, "logits", {{input, images}}, batch), stored), 1e-4);
}

}  // namespace

TEST(load_network, resnet20_reproduces_its_stored_logits) {
    REQUIRE_SHARED("models/cifar10-resnet20.onnx");
    reproduces_logits("cifar10-resnet20.onnx", "cifar10-resnet20", "image", 7);
}

TEST(load_network, resnet56_reproduces_its_stored_logits) {
    REQUIRE_SHARED("models/cifar10-resnet56.onnx");
    reproduces_logits("cifar10-resnet56.onnx", "cifar10-resnet56", "image", 64);
}

TEST(load_network, efficientnet_lite0_reproduces_its_stored_logits) {
    REQUIRE_SHARED("models/imagenet-efficientnet-lite0.onnx");
    reproduces_logits("imagenet-efficientnet-lite0.onnx", "imagenet-efficientnet-lite0", "image", 1);
}

TEST(load_network, transformer_with_external_weights_reproduces_its_stored_outputs) {
    REQUIRE_SHARED("models/all-minilm-l6-v2.external.onnx");
    const auto network = load_network(shared_file("models/all-minilm-l6-v2.external.onnx"));
    const at::Tensor ids = npy("all-minilm-l6-v2.input_ids.npy"), mask = npy("all-minilm-l6-v2.attention_mask.npy");
    const at::Tensor hidden = npy("all-minilm-l6-v2.last_hidden_state.npy"),
                     embedding = npy("all-minilm-l6-v2.embedding.npy");

    const std::size_t hidden_site = site_of_output(*network, "last_hidden_state"),
                      embedding_site = site_of_output(*network, "sentence_embedding");
    Recorder recorder;
    network->run(TensorSource({{"input_ids", ids}, {"attention_mask", mask}}),
                 demand_for(*network, {hidden_site, embedding_site}, 3), recorder);
    EXPECT_LT(largest_difference(recorder[embedding_site], embedding), 1e-4);
    EXPECT_LT(((recorder[hidden_site] - hidden).abs() * mask.unsqueeze(2)).max().item<double>(), 1e-4);
    EXPECT_EQ(network->sites()[hidden_site].info.axes, "NTU");

    const NamedTensors plain = network->forward({{"input_ids", ids}, {"attention_mask", mask}});
    EXPECT_LT(largest_difference(plain.at("sentence_embedding"), embedding), 1e-4);
}

TEST(load_network, card_of_resnet20_says_what_the_file_holds) {
    REQUIRE_SHARED("models/cifar10-resnet20.onnx");
    const auto network = load_network(shared_file("models/cifar10-resnet20.onnx"));
    const Card& card = network->card();
    EXPECT_EQ(card.title, "cifar10-resnet20.onnx");
    EXPECT_EQ(card.format, "ONNX, IR 7, opset 13");
    EXPECT_EQ(card.dtype, "float32");
    EXPECT_EQ(card.sha256.size(), 64u);
    EXPECT_EQ(card.operators.at("Conv"), 19);
    EXPECT_EQ(card.inputs, std::vector<std::string>{"image float32 [N, 3, 32, 32]"});
    // Of the 269,722 trained parameters the 688 scales of batch normalisation went into the kernels.
    EXPECT_EQ(card.parameters, 269722 - 688);
    // 3x3x3x16x32² + 6x 3x3x16x16x32² + ... + 64x10: 40.55 M, as counted for this network everywhere.
    EXPECT_EQ(card.multiply_adds, 40551040);
    EXPECT_EQ(network->input().name, "image");
}

TEST(load_network, sites_of_resnet20_are_those_of_the_paper) {
    REQUIRE_SHARED("models/cifar10-resnet20.onnx");
    const auto network = load_network(shared_file("models/cifar10-resnet20.onnx"));
    std::map<Role, int> count;
    for (const Site& site : network->sites()) ++count[site.info.role];
    EXPECT_EQ(count[Role::input], 1);
    EXPECT_EQ(count[Role::linear], 19);
    EXPECT_EQ(count[Role::nonlinearity], 19);
    EXPECT_EQ(count[Role::residual], 9);
    EXPECT_EQ(count[Role::pooling], 1);
    EXPECT_EQ(count[Role::logits], 1);
    const Site& conv = network->sites()[site_named(*network, "/layer2/layer2.0/conv1/Conv")];
    EXPECT_EQ(conv.info.axes, "NCYX");
    EXPECT_EQ(conv.info.shape, (std::vector<std::int64_t>{32, 16, 16}));
    EXPECT_EQ(conv.interaction->weight.sizes(), (at::IntArrayRef{32, 16, 3, 3}));
    EXPECT_EQ(conv.interaction->stride, (std::array<std::int64_t, 2>{2, 2}));
    EXPECT_EQ(conv.interaction->input_size, (std::array<std::int64_t, 2>{32, 32}));
}

TEST(load_network, resnet56_shows_the_same_states_folded_and_node_by_node) {
    REQUIRE_SHARED("models/cifar10-resnet56.onnx");
    const std::string path = shared_file("models/cifar10-resnet56.onnx");
    const auto folded = load_network(path), plain = load_network(path, {.plan = {.folds = false}});
    const TensorSource images({{"image", npy("cifar10-resnet56.input.npy")}});
    std::vector<std::size_t> residuals;
    for (std::size_t s = 0; s < folded->sites().size(); ++s)
        if (folded->sites()[s].info.role == Role::residual || folded->sites()[s].info.role == Role::logits)
            residuals.push_back(s);
    ASSERT_EQ(residuals.size(), 28u);
    Recorder a, b;
    folded->run(images, demand_for(*folded, residuals, 2), a);
    plain->run(images, demand_for_all(*plain, 2), b);
    for (const std::size_t site : residuals)
        EXPECT_LT(largest_difference(a[site], b[site]), 1e-4) << folded->sites()[site].info.name;
}

TEST(load_network, squeezenet_in_half_precision_sees_the_kitten_as_onnxruntime_does) {
    REQUIRE_SHARED("models/imagenet-squeezenet1.0-fp16.onnx");
    const auto network = load_network(shared_file("models/imagenet-squeezenet1.0-fp16.onnx"));
    EXPECT_EQ(network->card().dtype, "float16");
    EXPECT_EQ(network->card().parameters, 1235496);
    EXPECT_TRUE(network->batches()) << "the batch of 1 that the file fixes can be freed";

    // BGR in 0..255 less Caffe's means, as testdata/squeezenet/make_reference.py.
    const at::Tensor rgb = tensor_of(read_image(shared_file("images/kitten_224.png"), 3), "kitten").to(at::kFloat);
    const at::Tensor bgr = (rgb.flip({2}) - at::tensor({104.f, 117.f, 123.f})).permute({2, 0, 1}).unsqueeze(0);
    const auto site = std::find_if(network->sites().begin(), network->sites().end(),
                                   [](const Site& s) { return s.info.role == Role::logits; });
    ASSERT_NE(site, network->sites().end());
    EXPECT_EQ(site->info.name, "pool10_1");
    EXPECT_EQ(site->info.axes, "NU");
    const std::size_t index = static_cast<std::size_t>(site - network->sites().begin());
    Recorder recorder;
    network->run(TensorSource({{network->input().name, bgr.expand({3, -1, -1, -1})}}), demand_for(*network, {index}, 3),
                 recorder);
    const at::Tensor logits = recorder[index];
    ASSERT_EQ(logits.sizes(), (at::IntArrayRef{3, 1000}));
    EXPECT_EQ(logits[1].argmax().item<std::int64_t>(), 281);
    EXPECT_NEAR(at::softmax(logits[0], 0)[281].item<double>(), 0.93, 0.01);
    const at::Tensor reference = tensor_of(read_npy(BLACKBODY_TESTDATA "/squeezenet/kitten_logits.npy"), "reference");
    EXPECT_LT(largest_difference(logits, reference.expand({3, -1})), 1e-4);
}

TEST(load_network, measures_what_does_not_depend_on_unknown_operators) {
    REQUIRE_SHARED("spectra/tempNetwork.onnx");
    const auto network = load_network(shared_file("spectra/tempNetwork.onnx"));
    const Site& third = network->sites()[site_named(*network, "convolution_4")];
    EXPECT_EQ(third.info.role, Role::weight);
    EXPECT_EQ(third.info.weight, "convolution_4_W");
    EXPECT_EQ(third.interaction->weight.sizes(), (at::IntArrayRef{5, 1, 10, 10}));
    // Its batch is folded into the image axis: a state without a sample axis is not shown.
    EXPECT_EQ(network->sites()[site_named(*network, "convolution_1")].info.role, Role::weight);
    const auto& notes = network->card().notes;
    const auto names_it = [](const std::string& note) {
        return note.find("not computed: com.mathworks.Placeholder (opset") != std::string::npos;
    };
    EXPECT_EQ(std::count_if(notes.begin(), notes.end(), names_it), 1);
}

TEST(load_network, opens_what_it_wrote_with_the_same_outputs) {
    REQUIRE_SHARED("models/cifar10-resnet20.onnx");
    const auto before = load_network(shared_file("models/cifar10-resnet20.onnx"));
    const std::string path = temporary_path("again.onnx");
    save_network(path, before->graph());
    const auto after = load_network(path);
    const at::Tensor images = npy("cifar10-resnet20.input.npy").narrow(0, 0, 2);
    EXPECT_TRUE(
        at::equal(after->forward({{"image", images}}).at("logits"), before->forward({{"image", images}}).at("logits")));
}

TEST(load_network, names_the_missing_file) {
    try {
        open_system("/nowhere/model.onnx");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_NE(std::string(error.what()).find("/nowhere/model.onnx"), std::string::npos);
    }
}

TEST(load_weights, gives_every_matrix_of_resnet20_a_site_in_the_order_of_layers) {
    REQUIRE_SHARED("models/cifar10-resnet20.safetensors");
    const auto weights = open_system(shared_file("models/cifar10-resnet20.safetensors"));
    ASSERT_EQ(weights->sites().size(), 20u);
    EXPECT_EQ(weights->sites()[0].info.name, "conv1");
    EXPECT_EQ(weights->sites()[19].info.name, "linear");
    EXPECT_EQ(weights->card().kind, "weights");
    EXPECT_EQ(weights->card().parameters, 269722);
    Recorder recorder;
    EXPECT_THROW(weights->run(TensorSource({{"image", RandomTensors(1).normal({1, 3, 32, 32})}}),
                              demand_for(*weights, {0}, 1), recorder),
                 Error);
}

TEST(load_weights, reads_the_transformer_whose_file_is_in_half_precision) {
    REQUIRE_SHARED("models/all-minilm-l6-v2.fp16.safetensors");
    const auto weights = open_system(shared_file("models/all-minilm-l6-v2.fp16.safetensors"));
    const Site& embedding = weights->sites()[site_named(*weights, "embeddings.word_embeddings")];
    EXPECT_EQ(embedding.interaction->kind, Interaction::Kind::embedding);
    EXPECT_EQ(embedding.interaction->weight.size(0), 384);
    EXPECT_EQ(embedding.interaction->weight.scalar_type(), at::kFloat);
}

#include "blackbody/formats/onnx/onnx.h"

#include <gtest/gtest.h>

#include <cstring>

#include "support/shared.h"

using namespace blackbody;

TEST(onnx, opens_every_reference_model) {
    for (const char* name : {"cifar10-resnet20.onnx", "cifar10-resnet56.onnx", "imagenet-efficientnet-lite0.onnx",
                             "imagenet-squeezenet1.0-fp16.onnx", "all-minilm-l6-v2.external.onnx"}) {
        REQUIRE_SHARED(std::string("models/") + name);
        const OnnxModel model = read_onnx(shared_file(std::string("models/") + name));
        EXPECT_GT(model.graph.nodes.size(), 10u) << name;
        EXPECT_GT(model.graph.initializers.size(), 10u) << name;
        for (const OnnxTensor& t : model.graph.initializers)
            EXPECT_EQ(t.view.bytes.size(), *element_count(t.view.shape) * byte_size(t.view.type))
                << name << " " << t.name;
    }
}

#pragma once
/// The bundled specimen: a small residual network with batch normalisation for 28 x 28 grey images.
///
///   image [N, 1, 28, 28] -> stem: 7x7 convolution to 16 channels, batch norm, ReLU, 2x2 max pool
///     -> block1: 3x3 to 32, 3x3, 1x1 shortcut, sum, ReLU        [N, 32, 14, 14]
///     -> block2: 3x3 to 64 with stride 2, 3x3, shortcut         [N, 64, 7, 7]
///     -> global average pool, linear -> logits [N, 10]
///
/// 73,722 learned numbers. Seven-pixel kernels in the first layer, so that the spectrometer has something to resolve.
#include <torch/nn.h>

#include <string>

#include "blackbody/formats/onnx/onnx.h"

namespace blackbody {

/// Two 3x3 convolutions and a 1x1 shortcut, each with batch normalisation.
struct BlockImpl : torch::nn::Module {
    BlockImpl(std::int64_t in, std::int64_t out, std::int64_t stride);
    at::Tensor forward(at::Tensor x);
    torch::nn::Conv2d conv1, conv2, shortcut;
    torch::nn::BatchNorm2d norm1, norm2, norm3;
};
TORCH_MODULE(Block);

struct SpecimenImpl : torch::nn::Module {
    SpecimenImpl();
    /// image [N, 1, 28, 28], values 0 to 1 -> logits [N, 10].
    at::Tensor forward(at::Tensor image);
    torch::nn::Conv2d stem;
    torch::nn::BatchNorm2d norm;
    Block block1, block2;
    torch::nn::Linear head;
};
TORCH_MODULE(Specimen);

/// The network as an ONNX record (opset 17), batch normalisation unfolded, running statistics included.
OnnxModel to_onnx(const Specimen& network);

}  // namespace blackbody

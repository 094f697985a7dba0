#include "blackbody/systems/onnx/ops/samples.test.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>

#include "blackbody/util/rng.h"

namespace blackbody::ops {
namespace {

using I = std::int64_t;
using Is = std::vector<std::int64_t>;
using Settings = std::vector<std::pair<std::string, Attribute>>;

at::Tensor positive(Is shape, std::uint64_t key = 0) { return drawn(std::move(shape), key).abs() + 0.5; }
at::Tensor flags(Is shape) { return drawn(std::move(shape), 77) > 0; }

Sample smooth(const std::string& op, Tensors inputs, Settings settings = {}, I opset = 18) {
    return {node_of(op, std::move(settings), opset), std::move(inputs), true};
}
Sample stepped(const std::string& op, Tensors inputs, Settings settings = {}, I opset = 18) {
    return {node_of(op, std::move(settings), opset), std::move(inputs), false};
}

void add_elementwise(std::vector<Sample>& s) {
    for (const char* op : {"Abs", "Cos", "Elu", "Erf", "Exp", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu",
                           "Mish", "Neg", "Relu", "Selu", "Sigmoid", "Sin", "Softplus", "Softsign", "Tanh"})
        s.push_back(smooth(op, {drawn({2, 3})}));
    for (const char* op : {"Log", "Reciprocal", "Sqrt"}) s.push_back(smooth(op, {positive({2, 3})}));
    for (const char* op : {"Floor", "IsInf", "IsNaN", "Sign"}) s.push_back(stepped(op, {drawn({2, 3})}));
    s.push_back(smooth("DequantizeLinear",
                       {integers({-3, 0, 5}).to(at::kChar), drawn({3}), integers({1, 0, -2}).to(at::kChar)},
                       {{"axis", I{0}}}));
    s.push_back(stepped("QuantizeLinear",
                        {drawn({2, 3}), at::scalar_tensor(0.1, at::kDouble), at::scalar_tensor(7, at::kByte)}));
    s.push_back(smooth("Gelu", {drawn({2, 3})}, {}, 20));
    s.push_back(smooth("Gelu", {drawn({2, 3})}, {{"approximate", "tanh"}}, 20));
    s.push_back(smooth("PRelu", {drawn({2, 3, 2}), drawn({3, 1}, 1)}));
    s.push_back(
        smooth("Clip", {drawn({2, 3}), at::scalar_tensor(-0.4, at::kDouble), at::scalar_tensor(0.6, at::kDouble)}));
    s.push_back(stepped("Not", {flags({3})}));
}

void add_binary(std::vector<Sample>& s) {
    for (const char* op : {"Add", "Sub", "Mul", "Max", "Min", "Mean", "Sum"})
        s.push_back(smooth(op, {drawn({2, 3}), drawn({3}, 1)}));
    for (const char* op : {"Div", "Pow"}) s.push_back(smooth(op, {positive({2, 3}), positive({3}, 1)}));
    s.push_back(smooth("Mod", {drawn({2, 3}), positive({3}, 1)}, {{"fmod", I{1}}}));
    for (const char* op : {"Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"})
        s.push_back(stepped(op, {drawn({2, 3}), drawn({3}, 1)}));
    for (const char* op : {"And", "Or"}) s.push_back(stepped(op, {flags({2, 3}), flags({3})}));
    s.push_back(smooth("Where", {flags({2, 3}), drawn({2, 3}), drawn({3}, 1)}));
}

void add_reductions(std::vector<Sample>& s) {
    for (const char* op : {"ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum"})
        s.push_back(smooth(op, {drawn({2, 3, 2}), integers({-1, 0})}, {{"keepdims", I{0}}}));
    for (const char* op : {"Softmax", "LogSoftmax"}) {
        s.push_back(smooth(op, {drawn({2, 3, 2})}, {{"axis", I{1}}}));
        s.push_back(smooth(op, {drawn({2, 3, 2})}, {{"axis", I{1}}}, 11));
    }
    s.push_back(smooth("TopK", {drawn({2, 5}), integers({3})}));
    s.push_back(smooth("CumSum", {drawn({2, 3}), scalar(1)}, {{"exclusive", I{1}}, {"reverse", I{1}}}));
    s.push_back(stepped("ArgMax", {drawn({2, 3})}));
}

void add_matrices(std::vector<Sample>& s) {
    s.push_back(smooth("MatMul", {drawn({2, 3, 4}), drawn({4, 2}, 1)}));
    s.push_back(smooth("Gemm", {drawn({2, 3}), drawn({4, 3}, 1), drawn({4}, 2)}, {{"transB", I{1}}}));
    s.push_back(smooth("Gemm", {drawn({3, 2}), drawn({3, 4}, 1), drawn({2, 1}, 2)},
                       {{"transA", I{1}}, {"alpha", 0.5}, {"beta", 2.0}}));
    s.push_back(smooth("Einsum", {drawn({2, 3}), drawn({3, 2}, 1)}, {{"equation", "ij,jk->ik"}}));
}

void add_windows(std::vector<Sample>& s) {
    s.push_back(smooth("Conv", {drawn({1, 4, 5, 5}), drawn({2, 2, 3, 3}, 1), drawn({2}, 2)},
                       {{"group", I{2}}, {"pads", Is{1, 0, 2, 1}}, {"strides", Is{2, 1}}}));
    s.push_back(smooth("ConvTranspose", {drawn({1, 2, 3, 3}), drawn({2, 2, 3, 3}, 1), drawn({2}, 2)},
                       {{"pads", Is{1, 0, 0, 1}}, {"strides", Is{2, 2}}, {"output_padding", Is{1, 0}}}));
    s.push_back(
        smooth("AveragePool", {drawn({1, 2, 5, 5})},
               {{"kernel_shape", Is{3, 3}}, {"strides", Is{2, 2}}, {"ceil_mode", I{1}}, {"pads", Is{1, 1, 0, 0}}}));
    s.push_back(smooth("MaxPool", {drawn({1, 2, 5, 5})},
                       {{"kernel_shape", Is{2, 2}}, {"strides", Is{2, 2}}, {"ceil_mode", I{1}}}));
    for (const char* op : {"GlobalAveragePool", "GlobalMaxPool"}) s.push_back(smooth(op, {drawn({2, 3, 2, 2})}));
    s.push_back(smooth("DepthToSpace", {drawn({1, 8, 2, 2})}, {{"blocksize", I{2}}}));
    const at::Tensor roi = at::empty({0}), scales = at::tensor({1.0, 1.0, 1.7, 0.6}, at::kFloat);
    for (const char* mode : {"linear", "cubic"})
        s.push_back(smooth("Resize", {drawn({1, 2, 4, 4}), roi, scales}, {{"mode", mode}, {"antialias", I{1}}}));
    s.push_back(smooth("Upsample", {drawn({1, 2, 3, 3}), at::tensor({1.0, 1.0, 2.0, 2.0}, at::kFloat)},
                       {{"mode", "linear"}}, 9));
}

void add_normalisations(std::vector<Sample>& s) {
    const Tensors five = {drawn({4, 2, 3}), drawn({2}, 1), drawn({2}, 2), drawn({2}, 3), positive({2}, 4)};
    s.push_back(smooth("BatchNormalization", five));
    s.push_back(smooth("BatchNormalization", five, {{"training_mode", I{1}}}));
    s.push_back(smooth("InstanceNormalization", {drawn({2, 2, 5}), drawn({2}, 1), drawn({2}, 2)}));
    s.push_back(smooth("LayerNormalization", {drawn({2, 3, 4}), drawn({3, 4}, 1), drawn({3, 4}, 2)}, {{"axis", I{1}}}));
    s.push_back(s.back());
    s.back().node.outputs = {"y", "mean", "inverse"};
    s.push_back(smooth("RMSNormalization", {drawn({2, 3, 4}), drawn({4}, 1)}, {}, 23));
    s.push_back(smooth("LRN", {drawn({1, 4, 2})}, {{"size", I{3}}}));
    s.push_back(
        smooth("Dropout", {drawn({3, 4}), at::scalar_tensor(0.5, at::kFloat), at::scalar_tensor(true, at::kBool)}));
}

void add_shapes(std::vector<Sample>& s) {
    s.push_back(smooth("Cast", {drawn({2, 3})}, {{"to", I{11}}}));
    s.push_back(smooth("CastLike", {drawn({2, 3}), drawn({1})}));
    s.push_back(smooth("Concat", {drawn({2, 3}), drawn({2, 1}, 1)}, {{"axis", I{-1}}}));
    s.push_back(smooth("Expand", {drawn({3, 1}), integers({2, 1, 4})}));
    s.push_back(smooth("Flatten", {drawn({2, 3, 2})}));
    s.push_back(smooth("Reshape", {drawn({2, 3}), integers({0, -1, 1})}));
    s.push_back(
        smooth("Slice", {drawn({4, 5}), integers({3, 1}), integers({-9, 5}), integers({0, 1}), integers({-2, 2})}));
    s.push_back(smooth("Split", {drawn({2, 5})}, {{"axis", I{1}}, {"num_outputs", I{2}}}));
    s.push_back(smooth("Squeeze", {drawn({2, 1, 3}), integers({1})}));
    s.push_back(smooth("Unsqueeze", {drawn({2, 3}), integers({0, -1})}));
    s.push_back(smooth("Tile", {drawn({2, 3}), integers({2, 1})}));
    s.push_back(smooth("Transpose", {drawn({2, 3, 4})}));
    for (const char* mode : {"constant", "reflect", "edge", "wrap"})
        s.push_back(smooth("Pad", {drawn({3, 3}), integers({1, 0, -1, 2})}, {{"mode", mode}}, 19));
    s.push_back(smooth("Trilu", {drawn({3, 3}), scalar(-1)}));
    s.push_back(stepped("Constant", {}, {{"value_int", I{3}}}));
    s.push_back(stepped("ConstantOfShape", {integers({2, 2})}));
    s.push_back(stepped("Range", {scalar(1), scalar(7), scalar(2)}));
    for (const char* op : {"Shape", "Size"}) s.push_back(stepped(op, {drawn({2, 3})}));
}

void add_indexing(std::vector<Sample>& s) {
    s.push_back(smooth("Gather", {drawn({4, 2}), integers({-1, 0, 3})}));
    s.push_back(smooth("GatherElements", {drawn({3, 2}), integers({0, -1, 2, 2}).reshape({2, 2})}));
    s.push_back(smooth("GatherND", {drawn({2, 3, 2}), integers({0, -1}).reshape({2, 1})}, {{"batch_dims", I{1}}}));
    for (const char* reduction : {"none", "add", "mul", "max"}) {
        s.push_back(smooth("ScatterElements", {drawn({3, 2}), integers({0, 1, 2, 0}).reshape({2, 2}), drawn({2, 2}, 1)},
                           {{"reduction", reduction}}));
        s.push_back(smooth("ScatterND", {drawn({3, 2}), integers({-1, 0}).reshape({2, 1}), drawn({2, 2}, 1)},
                           {{"reduction", reduction}}));
    }
    s.push_back(smooth("OneHot", {integers({0, -1, 7}), scalar(3), drawn({2})}));
}

}  // namespace

at::Tensor drawn(std::vector<std::int64_t> shape, std::uint64_t key) {
    at::Tensor x = at::empty(shape, at::kDouble);
    Random random(20, key);
    double* data = x.mutable_data_ptr<double>();
    for (std::int64_t i = 0; i < x.numel(); ++i) data[i] = random.normal();
    return x;
}

at::Tensor integers(std::vector<std::int64_t> values) { return at::tensor(values, at::kLong); }
at::Tensor scalar(std::int64_t value) { return at::scalar_tensor(value, at::kLong); }

Node node_of(const std::string& op, std::vector<std::pair<std::string, Attribute>> settings, std::int64_t opset) {
    Node node{.name = "n", .op = op, .domain = "", .opset = opset, .inputs = {}, .outputs = {"y"}};
    for (auto& [name, value] : settings) node.attributes.set(name, value);
    return node;
}

std::vector<Sample> samples() {
    std::vector<Sample> all;
    add_elementwise(all);
    add_binary(all);
    add_reductions(all);
    add_matrices(all);
    add_windows(all);
    add_normalisations(all);
    add_shapes(all);
    add_indexing(all);
    return all;
}

}  // namespace blackbody::ops

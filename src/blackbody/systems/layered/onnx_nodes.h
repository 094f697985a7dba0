#pragma once
/// Nodes and tensors of an ONNX graph (opset 17), appended one after another. The name of a node is that of its result.
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "blackbody/formats/onnx/onnx.h"

namespace blackbody {

class OnnxNodes {
  public:
    explicit OnnxNodes(OnnxGraph& graph) : graph_(graph) {}
    /// Returns `name`.
    std::string node(const std::string& op, const std::string& name, std::vector<std::string> inputs,
                     std::vector<OnnxAttribute> attributes = {});
    /// Of one input and two results: returns the name of the second, "NAME.second".
    std::string second(const std::string& op, const std::string& name, const std::string& input,
                       std::vector<OnnxAttribute> attributes);
    /// A copy, as float32 or int64. Returns `name`.
    std::string tensor(const std::string& name, const at::Tensor& values);

  private:
    OnnxGraph& graph_;
};

OnnxAttribute onnx_integers(const std::string& name, std::vector<std::int64_t> values);
OnnxAttribute onnx_integer(const std::string& name, std::int64_t value);
OnnxAttribute onnx_number(const std::string& name, double value);

}  // namespace blackbody

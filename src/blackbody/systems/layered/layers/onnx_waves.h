#pragma once
/// Waves as ONNX nodes: complex states stay real planes [N, 2C, Y, X] (layer.h), whose parts are taken and joined here.
#include <array>
#include <string>

#include "blackbody/systems/layered/layer.h"
#include "blackbody/systems/layered/onnx_nodes.h"

namespace blackbody {

/// Writes the nodes of one layer; `in` is what it reads.
class OnnxWaves {
  public:
    OnnxWaves(OnnxNodes& nodes, std::string name, const StateShape& in)
        : nodes_(nodes), name_(std::move(name)), in_(in) {}

    /// Re and Im [N, C, Y, X] of planes.
    struct Parts {
        std::string re, im;
    };
    Parts parts(const std::string& planes);
    /// Planes of `shape` from its parts; the result is named `as`.
    std::string joined(const Parts& parts, const StateShape& shape, const std::string& as);
    /// |ψ|².
    std::string intensity(const Parts& parts);
    /// A tensor as it is, a number, or one value a channel.
    std::string tensor(const std::string& what, const at::Tensor& values) {
        return nodes_.tensor(name_ + "." + what, values);
    }
    std::string number(const std::string& what, double value);
    std::string channels(const std::string& what, const at::Tensor& values);
    /// A node named after the layer and what it is.
    std::string node(const std::string& op, const std::string& what, std::vector<std::string> inputs,
                     std::vector<OnnxAttribute> attributes = {}) {
        return nodes_.node(op, name_ + "." + what, std::move(inputs), std::move(attributes));
    }
    /// The second result of a node.
    std::string second(const std::string& op, const std::string& what, const std::string& x,
                       std::vector<OnnxAttribute> attributes) {
        return nodes_.second(op, name_ + "." + what, x, std::move(attributes));
    }
    std::string shape_tensor(const std::string& what, std::vector<std::int64_t> values);

  private:
    OnnxNodes& nodes_;
    std::string name_;
    StateShape in_;
};

/// x with its borders joined: `pad` rows (columns) of the other end on either side.
std::string onnx_circular(OnnxNodes& nodes, const std::string& name, std::string x,
                          const std::array<std::int64_t, 2>& pad);

}  // namespace blackbody

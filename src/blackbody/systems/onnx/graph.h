#pragma once
/// A network as a graph of operators with tensors, free of any file format. `loading` builds it from ONNX.
#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace blackbody {

struct Graph;

using Attribute = std::variant<std::int64_t, double, std::string, at::Tensor, std::vector<std::int64_t>,
                               std::vector<double>, std::vector<std::string>, std::shared_ptr<const Graph>>;

/// The named settings of a node. A getter of another type than the stored one throws UnsupportedError with both.
class Attributes {
  public:
    void set(std::string name, Attribute value) { values_[std::move(name)] = std::move(value); }
    bool has(const std::string& name) const { return values_.count(name) != 0; }
    std::int64_t integer(const std::string& name, std::int64_t otherwise) const;
    double number(const std::string& name, double otherwise) const;
    std::string text(const std::string& name, const std::string& otherwise) const;
    std::vector<std::int64_t> integers(const std::string& name, std::vector<std::int64_t> otherwise = {}) const;
    std::vector<double> numbers(const std::string& name, std::vector<double> otherwise = {}) const;
    std::vector<std::string> texts(const std::string& name) const;
    at::Tensor tensor(const std::string& name) const;  ///< undefined if absent
    const std::map<std::string, Attribute>& all() const { return values_; }

  private:
    std::map<std::string, Attribute> values_;
};

struct Node {
    std::string name;  ///< as Netron shows it; never empty (else its first output, else "<op>_<index>")
    std::string op, domain;
    std::int64_t opset = 0;                        ///< version of `domain` that the file imports
    std::vector<std::string> inputs{}, outputs{};  ///< "" = left out
    Attributes attributes{};
};

/// An If with a condition: it is no operator that could be computed, but a choice between graphs (branches.h).
bool is_branching(const Node& node);

/// A graph input or output: type and shape as declared; -1 where a dimension is free.
struct Port {
    std::string name;
    at::ScalarType type = at::kFloat;
    std::vector<std::int64_t> shape{};
    std::vector<std::string> symbols{};  ///< one a dimension, "" where it has none
    bool has_shape = false;
    bool per_sample = true;  ///< false: no sample axis; one value for all samples (mark_inputs in rewrite.h)
};

struct Graph {
    std::vector<Node> nodes;  ///< in the file's order; the network sorts them
    std::map<std::string, at::Tensor> initializers;
    std::vector<Port> inputs, outputs;              ///< inputs without those that are initializers
    std::map<std::string, std::string> metadata{};  ///< what the file says of itself: "Image.NominalPixelRange"
};

}  // namespace blackbody

#pragma once
/// A graph sorted and wired by numbers: what every pass over a network works on. Value i is an input of the network, a
/// constant, or an output of an element; an element is a node with its operator.
#include <map>
#include <string>
#include <vector>

#include "blackbody/systems/onnx/graph.h"
#include "blackbody/systems/onnx/operator.h"
#include "blackbody/util/errors.h"

namespace blackbody {

struct Element {
    const Node* node = nullptr;            ///< in the graph that was wired, which must outlive the circuit
    const Operator* op = nullptr;          ///< null: an operator that Blackbody does not know
    std::vector<int> inputs{}, outputs{};  ///< values; -1 where one is left out
    const Traits& traits() const { return op ? op->traits : traits_of_unknown(); }
};

struct Circuit {
    std::vector<Element> elements;            ///< every element after those that it reads
    std::vector<std::string> names;           ///< of the values
    std::vector<int> producer;                ///< element that makes a value; -1: an input or a constant
    std::vector<std::vector<int>> consumers;  ///< elements that read a value, in order, one entry a use
    std::vector<int> inputs, outputs;         ///< values of the graph's ports
    Tensors constants;                        ///< by value; undefined where it is no initializer

    int find(const std::string& name) const;  ///< value of that name, or -1
    std::map<std::string, int> by_name{};
};

/// Sorts (Kahn's algorithm; ties in the file's order) and numbers.
/// Throws Error(model) naming the node: a cycle, an input that nothing makes, a value that two nodes make.
Circuit wire(const Graph& graph);

/// " (similar: Relu)": a known operator whose name differs by a letter or two of many, as a misspelt one does; "" where
/// there is none.
std::string similar_to(const std::string& op);

/// The error for an operator that is not in the table: name, node, opset, and a known operator of a similar name.
UnsupportedError unknown_operator(const Node& node);

}  // namespace blackbody

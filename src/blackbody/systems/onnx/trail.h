#pragma once
/// Trail a circuit backwards without stumbling over what a damaged node has not: whatever is missing is -1 or "".
#include "blackbody/systems/onnx/circuit.h"

namespace blackbody {

class Trail {
  public:
    Trail(const Circuit& circuit, const Tensors& constants) : circuit_(circuit), constants_(constants) {}

    const Circuit& circuit() const { return circuit_; }
    const Element& element(int e) const { return circuit_.elements[static_cast<std::size_t>(e)]; }
    int size() const { return static_cast<int>(circuit_.elements.size()); }

    /// Operator of an element, for words ("" of -1 and of other domains than ONNX's own).
    const std::string& op(int element) const;
    /// Its traits; of -1, as of what we do not know.
    const Traits& traits(int element) const;
    OperatorRole role(int element) const { return traits(element).role; }
    Formula formula(int element) const { return traits(element).formula; }
    int input(int element, std::size_t i) const;
    int output(int element) const;
    /// The element that makes a value, or -1.
    int maker(int value) const { return value < 0 ? -1 : circuit_.producer[static_cast<std::size_t>(value)]; }

    bool is_constant(int value) const { return value >= 0 && constants_[static_cast<std::size_t>(value)].defined(); }
    const at::Tensor& constant(int value) const { return constants_[static_cast<std::size_t>(value)]; }
    /// A constant all of whose elements are one number.
    bool is_number(int value) const;
    /// The numbers of an attribute, or else of a constant input of integers; empty where there are none.
    std::vector<std::int64_t> list(int element, const char* attribute, std::size_t input) const;

    /// The only element that reads an element's output, once; or -1.
    int only_reader(int element) const;
    /// The input of a two-input element that is not `value`.
    int other(int element, int value) const;
    /// The computed input of a two-input element whose other one is constant; -1 if there is no such pair.
    int computed_side(int element) const;
    /// Back over nodes that only rename, reshape or cast.
    int behind_names(int value) const;

  private:
    const Circuit& circuit_;
    const Tensors& constants_;
};

}  // namespace blackbody

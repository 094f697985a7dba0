#pragma once
/// What a demand costs at least: the steps that make the demanded states and nothing else.
///
/// Where nobody asked for the state in between, a batch normalisation is folded into the convolution before it
/// (w' = w γ/√(σ²+ε), b' = (b - μ) γ/√(σ²+ε) + β), and Relu, Clip and Add write over an input that is dead. A state
/// that was shown is never written over. Every value is released after its last reader.
#include <cstddef>

#include "blackbody/systems/onnx/sites.h"

namespace blackbody {

struct Step {
    enum class Kind { plain, relu, clip, add, add_relu };  ///< all but plain write over `inputs[0]`
    const Element* element = nullptr;
    Kind kind = Kind::plain;
    std::vector<int> inputs, outputs;
    double low = 0, high = 0;          ///< bounds of a clip
    std::vector<std::size_t> shows{};  ///< sites whose state is there after this step
    std::vector<int> releases{};       ///< values that nobody reads after it
};

struct Plan {
    std::vector<std::size_t> shown_inputs;  ///< sites that are inputs
    std::vector<Step> steps;
    std::vector<bool> needs_input;   ///< by port
    std::vector<bool> keeps_before;  ///< by site: what it acts on is there when it is shown
    Tensors constants;               ///< by value; folded weights follow the circuit's values
    bool channels_last = false;      ///< images lie in memory as [N, Y, X, C]
};

struct PlanOptions {
    bool folds = true;  ///< false: every node as it stands in the file (the reference in tests)
};

/// What a demanded nonlinearity acts on is kept until it is shown. Throws UnsupportedError where a demanded state
/// needs an unknown operator.
Plan make_plan(const Circuit& circuit, const Tensors& constants, const Sites& sites, const Demand& demand,
               const PlanOptions& options = {});

}  // namespace blackbody

#pragma once
/// The shape of every value for one sample and for two: what says where the sample axis is, what an operator cannot
/// compute, and what a pass costs. Runs on the meta device (no arithmetic on large tensors); where an operator needs
/// numbers to know a shape, on the host.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "blackbody/systems/network/circuit.h"

namespace blackbody {

using Sizes = std::vector<std::int64_t>;

struct Shapes {
    std::vector<std::optional<Sizes>> one, two;  ///< by value, for a batch of one and of two; nothing: not computable
    std::vector<at::ScalarType> types;           ///< by value, where `one` is known
    std::vector<bool> sampled;                   ///< axis 0 of the value is the sample
    std::vector<std::string> problems;           ///< by element: why it cannot be computed, "" where it can
    bool batches = false;                        ///< every output takes two samples as well as one
    std::vector<std::string> notes{};            ///< free dimensions that had to be guessed
};

/// Sizes that free dimensions get, by input name; without one: the batch for the first dimension and for every
/// dimension of the same symbol, 224 for the sides of an image, 16 for anything else.
using ShapeHints = std::map<std::string, Sizes>;

Shapes infer_shapes(const Graph& graph, const Circuit& circuit, const Tensors& constants, const ShapeHints& hints = {});

}  // namespace blackbody

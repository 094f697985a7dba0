#pragma once
/// The shape of every value for one sample and for two: what says where the sample axis is, what an operator cannot
/// compute, and what a pass costs. Where the file fixes a batch of B > 1 there is one pass, and what depends on the
/// input
/// and has B along axis 0 is taken as B samples. Runs on the meta device (no arithmetic on large tensors); where an
/// operator needs numbers to know a shape, on the host.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "blackbody/systems/onnx/circuit.h"

namespace blackbody {

using Sizes = std::vector<std::int64_t>;

struct Shapes {
    std::vector<std::optional<Sizes>> one, two;  ///< by value, for a batch of one and of two; nothing: not computable.
                                                 ///< Of a fixed batch `two` is empty, and what is not `sampled` is
                                                 ///< whole
    std::vector<at::ScalarType> types;           ///< by value, where `one` is known
    std::vector<bool> sampled;                   ///< axis 0 of the value is the sample
    std::vector<std::string> problems;           ///< by element: why it cannot be computed, "" where it can
    bool batches = false;                        ///< every output takes two samples as well as one
    std::int64_t group = 1;                      ///< samples that go together where it does not: 1, or what is fixed
    std::map<int, bool> conditions{};  ///< truth values that follow from shapes, the same for one sample and for two
    std::vector<std::string> notes{};  ///< free dimensions that had to be guessed
};

/// Sizes that free dimensions get, by input name; without one: the batch for the first dimension and for every
/// dimension of the same symbol, 224 for the sides of an image, 16 for anything else.
using ShapeHints = std::map<std::string, Sizes>;

Shapes infer_shapes(const Graph& graph, const Circuit& circuit, const Tensors& constants, const ShapeHints& hints = {});

}  // namespace blackbody

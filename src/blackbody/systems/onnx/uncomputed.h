#pragma once
/// Operators that are not computed and of which it is known where they keep their weights: one record each, under ops/.
#include <string>
#include <vector>

#include "blackbody/systems/onnx/graph.h"
#include "blackbody/systems/onnx/interactions.h"

namespace blackbody {

/// An input that holds a weight. A transposed matrix is stored as it is read where the attribute `transB` says so.
struct StoredPlace {
    int weight = 0;
    StoredWeight::Layout layout = StoredWeight::Layout::matrix;
    int scale = -1, zero = -1;  ///< inputs that say what its integers stand for; -1: none
    std::string suffix{};       ///< of the site's name, where there are several
};

struct UncomputedOperator {
    std::string name, domain;
    std::vector<StoredPlace> weights;
};

/// The record of the operator that a node names, or null.
const UncomputedOperator* find_uncomputed(const Node& node);

}  // namespace blackbody

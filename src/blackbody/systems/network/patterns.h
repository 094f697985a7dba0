#pragma once
/// Nonlinearities and normalisations that a file spells out in several nodes, found again:
///
///   Gelu       x · (1 + erf(x / √2)) / 2, or its tanh form     Erf|Tanh, Add, Mul, Mul in any order
///   Swish      x · sigmoid(x)           HardSwish  x · hardsigmoid(x), or x · clip(x + 3, 0, 6) / 6
///   Mish       x · tanh(softplus(x))    LayerNormalization  (x - mean) / sqrt(mean((x - mean)²) + eps)
#include <map>
#include <set>

#include "blackbody/systems/network/circuit.h"

namespace blackbody {

struct Patterns {
    std::map<int, std::string> ends;  ///< element whose output is the state -> name of what was spelled out
    std::set<int> inside;             ///< elements that are only steps on the way
};

Patterns find_patterns(const Circuit& circuit, const Tensors& constants);

}  // namespace blackbody

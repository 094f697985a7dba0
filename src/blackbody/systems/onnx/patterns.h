#pragma once
/// What a file spells out in several nodes, found again.
///
/// Functions of one number are recognised by what they compute, not by how they are written: the nodes between a value
/// x and a value y that read nothing but x and single numbers are evaluated on a grid of x and compared with
///
///   Gelu  x Φ(x), or its tanh form     QuickGelu  x σ(1.702 x)     Swish  x σ(x)     HardSwish  x clip(x + 3, 0, 6) /
///   6 Mish  x tanh(ln(1 + e^x))          Softplus, Softsign, Sigmoid, Tanh, Relu, Relu6 (as Clip)
///
/// to 0.002 of max(1, |y|): half-precision constants pass, (1 + tanh s) h with another h does not. Over an axis:
///
///   LayerNormalization  (x - mean) / sqrt(mean((x - mean)²) + eps)      RMSNormalization  x / sqrt(mean(x²) + eps)
///   Softmax             e^z / Σ e^z, with or without the maximum taken off z first      LogSoftmax  z - ln Σ e^z
#include <map>
#include <set>

#include "blackbody/systems/onnx/circuit.h"

namespace blackbody {

struct SpelledOut {
    std::string name;  ///< for words
    OperatorRole role = OperatorRole::other;
    Formula formula = Formula::other;
    int source = -1;           ///< the value that it is a function of
    std::vector<int> steps{};  ///< elements that are only steps on the way
    std::int64_t axis = 0;     ///< of a softmax, as written
};

struct Patterns {
    std::map<int, SpelledOut> ends;  ///< by the element whose output is the state
    std::set<int> inside;            ///< all steps
};

Patterns find_patterns(const Circuit& circuit, const Tensors& constants);

}  // namespace blackbody

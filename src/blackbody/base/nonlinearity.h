#pragma once
/// Kinds of nonlinearities as values: one kind, however a file or a layer spells it ("Tanh", "tanh").
#include <string>

namespace blackbody {

enum class Nonlinearity {
    none,  ///< no nonlinearity, or one that is not known here
    abs,
    celu,
    clip,
    elu,
    erf,
    gelu,
    hard_sigmoid,
    hard_swish,
    leaky_relu,
    mish,
    prelu,
    relu,
    selu,
    sigmoid,
    sign,
    softmax,
    softplus,
    softsign,
    square,
    swish,
    tanh,
    thresholded_relu,
};

/// Of an operator of ONNX, a layer of ours, or what a file spells out in several nodes. Case and underscores do not
/// matter.
Nonlinearity nonlinearity_of(const std::string& op);

}  // namespace blackbody

#include "blackbody/base/nonlinearity.h"

#include <map>

namespace blackbody {

Nonlinearity nonlinearity_of(const std::string& op) {
    using N = Nonlinearity;
    static const std::map<std::string, N> kinds = {{"abs", N::abs},
                                                   {"celu", N::celu},
                                                   {"clip", N::clip},
                                                   {"elu", N::elu},
                                                   {"erf", N::erf},
                                                   {"gelu", N::gelu},
                                                   {"hardsigmoid", N::hard_sigmoid},
                                                   {"hardswish", N::hard_swish},
                                                   {"hardtanh", N::clip},
                                                   {"leaky", N::leaky_relu},
                                                   {"leakyrelu", N::leaky_relu},
                                                   {"mish", N::mish},
                                                   {"prelu", N::prelu},
                                                   {"relu", N::relu},
                                                   {"relu6", N::clip},
                                                   {"selu", N::selu},
                                                   {"sigmoid", N::sigmoid},
                                                   {"sign", N::sign},
                                                   {"silu", N::swish},
                                                   {"softmax", N::softmax},
                                                   {"softplus", N::softplus},
                                                   {"softsign", N::softsign},
                                                   {"square", N::square},
                                                   {"swish", N::swish},
                                                   {"tanh", N::tanh},
                                                   {"thresholdedrelu", N::thresholded_relu}};
    std::string plain;
    for (const char c : op)
        if (c != '_') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto found = kinds.find(plain);
    return found == kinds.end() ? N::none : found->second;
}

}  // namespace blackbody

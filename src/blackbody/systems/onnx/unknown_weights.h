#pragma once
/// Weights where no state can be computed, and weights that are no linear map: measured where their layout is known,
/// named where not. No tensor of a file vanishes without a word.
///
/// Of operators that are not computed:
///   LSTM, GRU, RNN        inputs W, R: [directions, gates H, I]         a matrix a direction
///   QLinearConv, QLinearMatMul, ConvInteger, MatMulInteger, and ONNX Runtime's FusedConv, FusedGemm, FusedMatMul,
///   QGemm, Attention, QAttention, DynamicQuantizeMatMul                 as the plain operator; integers times their
///   scale If, Loop, Scan        the weights of the nodes in their branches and bodies
///   any other             floating-point matrices [A, B] and stacks [E, A, B], as they are stored
#include "blackbody/systems/onnx/sites.h"

namespace blackbody {

/// A weight inside an element: `name` and `op` for its site.
struct InnerWeight {
    ActingWeight acting;
    std::string name, op;
};

/// The weights inside an element that is not computed.
std::vector<InnerWeight> weights_inside(const Circuit& circuit, const Element& element, const Tensors& constants);

/// Why each weight of the file that has two axes and no site has none: "left out: w [1, 64] float32: ...", in the
/// order of names; the last line counts those beyond `most`.
std::vector<std::string> left_out(const Graph& graph, const Circuit& circuit, const Sites& sites,
                                  std::size_t most = 16);

}  // namespace blackbody

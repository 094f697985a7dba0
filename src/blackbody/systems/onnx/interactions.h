#pragma once
/// The weights that act into a node's state, in the canonical layout of base/system.h and back in the file's.
///
///   Conv            stored [O, I/g, (Y,) X]      canonical [O, I/g, Y, X]
///   ConvTranspose   stored [I, O/g, (Y,) X]      canonical [O, I/g, Y, X]
///   Conv in 3-D     stored [O, I/g, Z, Y, X]     canonical the matrix [O, I/g Z Y X]; ConvTranspose alike
///   Gemm            stored [O, I] (transB) or [I, O]; MatMul [I, O]; Gather [I, O] (row i: the image of token i)
///   MatMul in stacks [E, I, O]                   canonical [E O, I], groups E
#include <optional>

#include "blackbody/base/system.h"
#include "blackbody/systems/onnx/shapes.h"

namespace blackbody {

/// How the constant that a node reads differs from the canonical layout.
struct StoredWeight {
    enum class Layout { matrix, transposed_matrix, kernel, transposed_kernel };
    int value = -1;  ///< the constant that the node reads; -1: none whose change the network would feel
    int root = -1;   ///< the tensor of the file that it was made from (behind Cast, Transpose, ...)
    Layout layout = Layout::matrix;
    Sizes shape{};  ///< of the constant
};

struct ActingWeight {
    Interaction interaction;
    StoredWeight stored;
};

/// The weight that acts through an element, if one does. `constants` are folded (constants.h).
std::optional<ActingWeight> acting_weight(const Circuit& circuit, const Element& element, const Tensors& constants,
                                          const Shapes& shapes);

/// A canonical weight in the layout and shape of the constant that it stands for, and back.
at::Tensor stored_layout(const at::Tensor& canonical, const StoredWeight& stored, std::int64_t groups);
at::Tensor canonical_layout(const at::Tensor& constant, const StoredWeight& stored, std::int64_t groups);

/// Multiply-adds of one element for one sample, 0 where it does none of note.
std::int64_t multiply_adds(const Element& element, const Shapes& shapes);

}  // namespace blackbody

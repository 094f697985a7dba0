#pragma once
/// Operators by what they do to a state. Every pass that asks "is it a nonlinearity, does it only move values?" asks
/// here.
#include <string>

namespace blackbody::kinds {

bool is_nonlinearity(const std::string& op);   ///< Relu and its relatives
bool is_normalisation(const std::string& op);  ///< BatchNormalization, LayerNormalization, ...
bool is_pooling(const std::string& op);
bool is_linear_map(const std::string& op);  ///< Conv, ConvTranspose, Gemm, MatMul: linear where one operand is constant

/// The output is the state of another, moved, cut or renamed.
bool only_moves(const std::string& op);
/// Of those that move: a part is chosen (Slice, Gather, Split, ...), so that two readers may see different parts.
bool cuts(const std::string& op);
/// Nothing but the name, the type or the shape of a value changes.
bool only_renames(const std::string& op);

/// Each element of the output is a function of the elements at the same place, known with its constants.
bool is_function(const std::string& op);

}  // namespace blackbody::kinds

#pragma once
/// Whether a network treats the samples of a batch apart: the proof that a batch dimension that a file fixes at 1 may
/// be freed.
#include "blackbody/systems/network/shapes.h"

namespace blackbody {

/// True only where every element that reads a batch is known to act on each sample alone (a convolution does; a softmax
/// over axis 0, or an operator that is not on the list, does not) and hands on a value whose axis 0 is the sample.
bool keeps_samples_apart(const Circuit& circuit, const Shapes& shapes, const Tensors& constants);

}  // namespace blackbody

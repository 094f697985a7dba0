#pragma once
/// Numbers of eight bits and fewer, with the scales that stand beside them under names of their own.
///
/// fp8: w = stored * scale, where NAME.weight has NAME.weight_scale (or weight_scale_inv, scale_weight, scale) of one
/// number, of one a row, or of one a block of 128 x 128. Without one the weight is right up to a factor, and the card
/// says so. Integers are left out: their zero points and packing differ from tool to tool.
#include "blackbody/loading/array_file.h"

namespace blackbody {

struct Dequantised {
    at::Tensor values;
    std::string left_out{};  ///< why it is no weight, "" where it may be one
    std::string note{};
};

Dequantised dequantised(const ArrayFile& file, const NamedArray& array);

}  // namespace blackbody

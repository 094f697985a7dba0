#pragma once
/// Arrays of one type of number for an input of another.
///
///   real -> real           rounded where the input's is narrower
///   whole -> real          as they are
///   anything -> whole      rounded to the nearest; refused where a value is outside the type's range, or where that
///   would
///                          leave nothing of them (all between -1 and 1, and not whole)
#include <ATen/core/Tensor.h>

#include <string>

#include "blackbody/formats/rows.h"
#include "blackbody/systems/onnx/graph.h"

namespace blackbody {

/// What to say of the values that are changed; "" where none is. Where whole numbers are wanted the whole array is
/// read. Throws Error(data) where they cannot be fed.
std::string note_of_types(const Rows& rows, const Port& port, const std::string& file);

/// Values as an input of that type gets them: float16 and bfloat16 as float32, whole numbers rounded and clamped.
at::Tensor as_type(const at::Tensor& values, at::ScalarType type);

}  // namespace blackbody

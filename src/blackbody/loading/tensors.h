#pragma once
/// Typed bytes of a file <-> tensors.
#include <ATen/core/Tensor.h>

#include "blackbody/formats/tensor_view.h"

namespace blackbody {

/// A copy that owns its memory (a mapped file is read-only and may be unaligned). `name` is what a complaint names.
/// Throws UnsupportedError for element types that are no numbers of LibTorch (string, int4).
at::Tensor tensor_of(const TensorView& view, const std::string& name);

/// A view of a contiguous CPU tensor's bytes; it keeps the tensor alive.
TensorView view_of(const at::Tensor& tensor);

/// What a complaint of numbers says beside what was expected and found.
struct NumbersPlace {
    std::string file, place, advice;
};

/// Throws Error(model) where the numbers are complex and have imaginary parts that are not 0; the real ones otherwise.
at::Tensor real_numbers(const at::Tensor& values, const NumbersPlace& where);

/// Throws Error(data) where an array of data, labels or weights holds complex numbers.
void require_real(ElementType type, const std::string& file, const std::string& place);

at::ScalarType scalar_type_of(ElementType type, const std::string& name);
ElementType element_type_of(at::ScalarType type);

}  // namespace blackbody

#include "blackbody/loading/tensors.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/imag.h>
#include <ATen/ops/real.h>

#include <cstring>

#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

struct TypePair {
    ElementType element;
    at::ScalarType scalar;
};

constexpr TypePair pairs[] = {{ElementType::float32, at::kFloat},
                              {ElementType::float64, at::kDouble},
                              {ElementType::float16, at::kHalf},
                              {ElementType::bfloat16, at::kBFloat16},
                              {ElementType::int8, at::kChar},
                              {ElementType::int16, at::kShort},
                              {ElementType::int32, at::kInt},
                              {ElementType::int64, at::kLong},
                              {ElementType::uint8, at::kByte},
                              {ElementType::uint16, at::ScalarType::UInt16},
                              {ElementType::uint32, at::ScalarType::UInt32},
                              {ElementType::uint64, at::ScalarType::UInt64},
                              {ElementType::boolean, at::kBool},
                              {ElementType::complex64, at::kComplexFloat},
                              {ElementType::complex128, at::kComplexDouble},
                              {ElementType::float8_e4m3, at::ScalarType::Float8_e4m3fn},
                              {ElementType::float8_e5m2, at::ScalarType::Float8_e5m2}};

}  // namespace

at::ScalarType scalar_type_of(ElementType type, const std::string& name) {
    for (const TypePair& pair : pairs)
        if (pair.element == type) return pair.scalar;
    throw UnsupportedError(
        Complaint{.place = "tensor '" + name + "'", .expected = "a type of number", .found = to_string(type)});
}

ElementType element_type_of(at::ScalarType type) {
    for (const TypePair& pair : pairs)
        if (pair.scalar == type) return pair.element;
    return ElementType::other;
}

at::Tensor tensor_of(const TensorView& view, const std::string& name) {
    at::Tensor tensor = at::empty(view.shape, at::TensorOptions(scalar_type_of(view.type, name)));
    if (!view.bytes.empty()) std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    return tensor;
}

at::Tensor real_numbers(const at::Tensor& values, const NumbersPlace& where) {
    if (!values.is_complex()) return values;
    if (values.numel() == 0 || at::imag(values).abs().max().item<double>() == 0) return at::real(values).contiguous();
    throw Error(ErrorKind::model, Complaint{.file = where.file,
                                            .place = where.place,
                                            .expected = "real numbers",
                                            .found = std::string(to_string(element_type_of(values.scalar_type()))) +
                                                     " " + shape_text(values.sizes()) + " with imaginary parts",
                                            .advice = where.advice});
}

void require_real(ElementType type, const std::string& file, const std::string& place) {
    if (type != ElementType::complex64 && type != ElementType::complex128) return;
    throw Error(ErrorKind::data, Complaint{.file = file,
                                           .place = place,
                                           .expected = "real numbers",
                                           .found = to_string(type),
                                           .advice = "save their real or imaginary parts or absolute values, whichever "
                                                     "are meant"});
}

TensorView view_of(const at::Tensor& tensor) {
    const auto owner = std::make_shared<at::Tensor>(tensor.detach().cpu().contiguous());
    const std::span bytes(static_cast<const std::byte*>(owner->const_data_ptr()), owner->nbytes());
    return TensorView{element_type_of(owner->scalar_type()), owner->sizes().vec(), bytes, owner};
}

}  // namespace blackbody

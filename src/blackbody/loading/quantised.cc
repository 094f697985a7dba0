#include "blackbody/loading/quantised.h"

#include <ATen/TensorOperators.h>

#include <algorithm>

namespace blackbody {
namespace {

constexpr std::int64_t block = 128;

bool is_fp8(ElementType type) { return type == ElementType::float8_e4m3 || type == ElementType::float8_e5m2; }

bool is_real(ElementType type) {
    return type == ElementType::float32 || type == ElementType::float64 || type == ElementType::float16 ||
           type == ElementType::bfloat16;
}

bool is_complex(ElementType type) { return type == ElementType::complex64 || type == ElementType::complex128; }

/// What stands beside quantised weights, and is none itself.
bool belongs_to_quantised(const std::string& name) {
    for (const char* end : {"scale", "scales", "scale_inv", "scale_weight", "zero_point", "zero_points", "qzeros",
                            "g_idx", "absmax", "quant_map", "weight_scale_2", "input_scale"})
        if (name == end || name.ends_with(std::string(".") + end) || name.ends_with(std::string("_") + end))
            return true;
    return false;
}

std::int64_t blocks(std::int64_t size) { return (size + block - 1) / block; }

/// The scale as factors of the whole weight [O, I]; undefined where it fits in no way.
at::Tensor spread(const at::Tensor& scale, const at::Tensor& weight) {
    if (scale.numel() == 1) return scale.reshape({});
    if (weight.dim() != 2) return {};
    const std::int64_t rows = weight.size(0), columns = weight.size(1);
    if (scale.numel() == rows && scale.size(0) == rows) return scale.reshape({rows, 1});
    if (scale.dim() == 2 && scale.size(0) == blocks(rows) && scale.size(1) == blocks(columns))
        return scale.repeat_interleave(block, 0).narrow(0, 0, rows).repeat_interleave(block, 1).narrow(1, 0, columns);
    return {};
}

/// The array of the scale, by the names that tools give it.
const NamedArray* scale_of(const ArrayFile& file, const std::string& name) {
    const std::string stem = name.ends_with(".weight") ? name.substr(0, name.size() - 7) : name;
    for (const std::string& other : {name + "_scale", name + "_scale_inv", stem + ".scale_weight", stem + ".scale"})
        if (const NamedArray* found = file.find(other); found && is_real(found->type)) return found;
    return nullptr;
}

}  // namespace

Dequantised dequantised(const ArrayFile& file, const NamedArray& array) {
    Dequantised read{file.read(array.name)};
    if (is_fp8(array.type)) {
        read.values = read.values.to(at::kFloat);
        const NamedArray* scale = scale_of(file, array.name);
        const at::Tensor factors = scale ? spread(file.read(scale->name).to(at::kFloat), read.values) : at::Tensor();
        if (factors.defined()) read.values = read.values * factors;
        else
            read.note =
                "weight '" + array.name + "' is " + array.dtype + " without a scale that fits: right up to a factor";
    } else if (array.shape.size() > 1 && belongs_to_quantised(array.name)) {
        read.left_out = "scales and zero points of quantised weights";
    } else if (!is_real(array.type) && !is_complex(array.type) && array.shape.size() > 1) {
        read.left_out = array.type == ElementType::boolean
                            ? "a mask"
                            : "whole numbers, quantised or packed: scales and zero points are not read";
    }
    return read;
}

}  // namespace blackbody

#include "blackbody/systems/onnx/ops/support.h"

#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <numeric>

#include "blackbody/util/errors.h"

namespace blackbody::ops {

void refuse(const Call& call, std::string expected, std::string found) {
    throw UnsupportedError(Complaint{.file = "",
                                     .place = place_of(call.node),
                                     .expected = std::move(expected),
                                     .found = std::move(found),
                                     .advice = ""});
}

at::Tensor required(const Call& call, std::size_t i) {
    at::Tensor tensor = call.input(i);
    if (!tensor.defined()) refuse(call, "an input " + std::to_string(i), "none");
    return tensor;
}

std::int64_t axis_in(const Call& call, std::int64_t axis, std::int64_t rank) {
    if (axis < -rank || axis >= rank)
        refuse(call, "an axis of a tensor of rank " + std::to_string(rank), "axis " + std::to_string(axis));
    return axis < 0 ? axis + rank : axis;
}

std::vector<std::int64_t> axes_in(const Call& call, std::vector<std::int64_t> axes, std::int64_t rank) {
    for (std::int64_t& axis : axes) axis = axis_in(call, axis, rank);
    return axes;
}

std::vector<std::int64_t> all_axes(std::int64_t rank) {
    std::vector<std::int64_t> axes(rank);
    std::iota(axes.begin(), axes.end(), 0);
    return axes;
}

std::vector<std::int64_t> integers_of(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.detach().to(at::kCPU, at::kLong).contiguous();
    const auto* data = flat.const_data_ptr<std::int64_t>();
    return {data, data + flat.numel()};
}

std::vector<double> numbers_of(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.detach().to(at::kCPU, at::kDouble).contiguous();
    const auto* data = flat.const_data_ptr<double>();
    return {data, data + flat.numel()};
}

std::optional<std::vector<std::int64_t>> list_of(const Call& call, const char* attribute, std::size_t input) {
    if (call.attributes().has(attribute)) return call.attributes().integers(attribute);
    if (const at::Tensor tensor = call.input(input); tensor.defined()) return integers_of(tensor);
    return std::nullopt;
}

std::optional<std::vector<double>> numbers_list_of(const Call& call, const char* attribute, std::size_t input) {
    if (call.attributes().has(attribute)) return call.attributes().numbers(attribute);
    if (const at::Tensor tensor = call.input(input); tensor.defined()) return numbers_of(tensor);
    return std::nullopt;
}

at::ScalarType type_of(const Call& call, std::int64_t onnx_type) {
    switch (onnx_type) {
        case 1:
            return at::kFloat;
        case 2:
            return at::kByte;
        case 3:
            return at::kChar;
        case 4:
            return at::kUInt16;
        case 5:
            return at::kShort;
        case 6:
            return at::kInt;
        case 7:
            return at::kLong;
        case 9:
            return at::kBool;
        case 10:
            return at::kHalf;
        case 11:
            return at::kDouble;
        case 12:
            return at::kUInt32;
        case 13:
            return at::kUInt64;
        case 16:
            return at::kBFloat16;
        default:
            refuse(call, "a plain number type", "ONNX type " + std::to_string(onnx_type));
    }
}

bool is_integral(const at::Tensor& tensor) { return c10::isIntegralType(tensor.scalar_type(), true); }

at::Tensor widen(const Call& call, const at::Tensor& tensor) {
    switch (tensor.scalar_type()) {
        case at::kUInt16:
            return tensor.to(at::kInt);
        case at::kUInt32:
            return tensor.to(at::kLong);
        case at::kUInt64:
            break;
        default:
            return tensor;
    }
    at::Tensor wide = tensor.to(at::kLong);
    if (wide.lt(0).any().item<bool>()) refuse(call, "uint64 values below 2^63", "larger ones");
    return wide;
}

at::Tensor narrow(const at::Tensor& tensor, at::ScalarType type) { return tensor.to(type); }

void require_sane(const Call& call, std::int64_t number) {
    constexpr std::int64_t most = 1 << 24;
    if (number < -most || number > most)
        refuse(call, "sizes, pads and strides of at most 16777216", std::to_string(number));
}

void require_room(const Call& call, at::IntArrayRef shape) {
    constexpr std::int64_t most = 1 << 30;
    std::int64_t elements = 1;
    for (const std::int64_t size : shape) {
        if (size < 0) refuse(call, "a shape without negative sizes", std::to_string(size));
        if (size > 0 && elements > most / size) refuse(call, "an output of at most 2^30 elements", "a larger one");
        elements *= size;
    }
}

at::Tensor wrapped(const at::Tensor& indices, std::int64_t size) {
    const at::Tensor i = indices.to(at::kLong);
    return at::where(i.lt(0), i + size, i);
}

at::Tensor indices_in(const Call& call, const at::Tensor& indices, std::int64_t size) {
    const at::Tensor i = wrapped(indices, size);
    if (i.is_meta() || i.numel() == 0) return i;
    const at::Tensor outside = i.lt(0).logical_or_(i.ge(size));
    if (!outside.any().item<bool>()) return i;
    throw Error(ErrorKind::data,
                Complaint{.place = place_of(call.node),
                          .expected = "indices from " + std::to_string(-size) + " to " + std::to_string(size - 1),
                          .found = std::to_string(indices.masked_select(outside)[0].item<std::int64_t>()),
                          .advice = "where they come from the data: these are ids of another table; where they are the "
                                    "file's own: export it again"});
}

at::Tensor numbered(const Call& call, const at::Tensor& indices, at::IntArrayRef sizes) {
    const std::vector<std::int64_t> shape(indices.sizes().begin(), indices.sizes().end() - 1);
    at::Tensor number = at::zeros(shape, indices.options().dtype(at::kLong));
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        number = number * sizes[k] + indices_in(call, indices.select(-1, static_cast<std::int64_t>(k)), sizes[k]);
    }
    return number;
}

at::Tensor aligned(const Call& call, const at::Tensor& a, const at::Tensor& b) {
    if (call.opset() >= 7 || !call.attributes().has("axis")) return b;
    const std::int64_t axis = axis_in(call, call.attributes().integer("axis", 0), a.dim());
    std::vector<std::int64_t> shape = b.sizes().vec();
    while (static_cast<std::int64_t>(shape.size()) < a.dim() - axis) shape.push_back(1);
    return b.reshape(shape);
}

}  // namespace blackbody::ops

#include "blackbody/loading/number_types.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

struct Range {
    double low = 0, high = 0;
};

/// Of a type of whole numbers.
Range range_of(at::ScalarType type) {
    if (type == at::kBool) return {0, 1};
    const int bits = 8 * static_cast<int>(c10::elementSize(type));
    const bool is_signed = c10::isSignedType(type);
    return {is_signed ? -std::ldexp(1., bits - 1) : 0, std::ldexp(1., is_signed ? bits - 1 : bits) - 1};
}

/// What an array holds.
struct Content {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    bool is_whole = true, is_finite = true;
};

Content content_of(const Rows& rows, const std::string& name) {
    Content content;
    constexpr std::int64_t piece = 256;
    for (std::int64_t first = 0; first < rows.size(); first += piece) {
        std::vector<std::int64_t> shape(rows.shape().begin(), rows.shape().end());
        shape[0] = std::min(piece, rows.size() - first);
        at::Tensor stored = at::empty(shape, at::TensorOptions(scalar_type_of(rows.type(), name)));
        rows.read(first, shape[0], {static_cast<std::byte*>(stored.data_ptr()), stored.nbytes()});
        const at::Tensor values = stored.to(at::kDouble);
        if (values.numel() == 0) continue;
        content.is_finite = content.is_finite && at::isfinite(values).all().item<bool>();
        content.is_whole = content.is_whole && (values == values.round()).all().item<bool>();
        content.low = std::min(content.low, values.min().item<double>());
        content.high = std::max(content.high, values.max().item<double>());
    }
    return content;
}

[[noreturn]] void refuse(const Port& port, const std::string& file, const std::string& found,
                         const std::string& advice) {
    const Range range = range_of(port.type);
    throw Error(ErrorKind::data,
                Complaint{.file = file,
                          .place = "input '" + port.name + "'",
                          .expected = std::string(to_string(element_type_of(port.type))) + ", " +
                                      short_number(range.low, 6) + " to " + short_number(range.high, 6),
                          .found = found,
                          .advice = advice});
}

std::string note_of_whole(const Rows& rows, const Port& port, const std::string& file) {
    const Content content = content_of(rows, port.name);
    const Range range = range_of(port.type);
    const std::string stored = to_string(rows.type()), wanted = to_string(element_type_of(port.type)),
                      values =
                          stored + " from " + short_number(content.low, 6) + " to " + short_number(content.high, 6);
    if (!content.is_finite) refuse(port, file, stored + " with NaN or infinity", "give whole numbers");
    if (content.low < range.low || content.high > range.high) refuse(port, file, values, "give numbers of that range");
    if (content.is_whole) return "";
    if (content.low >= -1 && content.high <= 1)
        refuse(port, file, values + ", which would all be rounded to 0 or 1",
               port.type == at::kByte ? "give bytes: x * 255" : "give whole numbers");
    return "stored as " + stored + ", rounded to whole numbers for the input '" + port.name + "' (" + wanted + ")";
}

}  // namespace

std::string note_of_types(const Rows& rows, const Port& port, const std::string& file) {
    const at::ScalarType stored = scalar_type_of(rows.type(), port.name);
    if (stored == port.type) return "";
    if (!c10::isFloatingType(port.type)) return note_of_whole(rows, port, file);
    const bool is_narrower = c10::isFloatingType(stored) && c10::elementSize(port.type) < c10::elementSize(stored);
    if (!is_narrower) return "";
    return std::string("stored as ") + to_string(rows.type()) + ", rounded to the " +
           to_string(element_type_of(port.type)) + " of the input '" + port.name + "'";
}

at::Tensor as_type(const at::Tensor& values, at::ScalarType type) {
    const bool is_half = type == at::kHalf || type == at::kBFloat16;
    if (c10::isFloatingType(type)) return values.to(is_half ? at::kFloat : type);
    if (!values.is_floating_point()) return values.to(type);
    const Range range = range_of(type);
    return values.round().clamp(range.low, range.high).to(type);
}

}  // namespace blackbody

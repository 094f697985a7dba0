#pragma once
/// What the records under ops/ share: reading a call, complaining about it, and the gaps of ATen's integer types.
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <vector>

#include "blackbody/systems/onnx/operator.h"

namespace blackbody::ops {

/// Registers every record of a table: `const Operator table[] = {...}; const Table entries(table);`.
struct Table {
    template <std::size_t n>
    explicit Table(const Operator (&records)[n]) {
        for (const Operator& record : records) registry<Operator>().push_back(&record);
    }
};

/// Throws UnsupportedError about the node: what is supported, what was asked for.
[[noreturn]] void refuse(const Call& call, std::string expected, std::string found);

/// Input i; complains where it is left out.
at::Tensor required(const Call& call, std::size_t i);

/// An axis counted from the end where negative, in [0, rank); complains where it lies outside.
std::int64_t axis_in(const Call& call, std::int64_t axis, std::int64_t rank);
std::vector<std::int64_t> axes_in(const Call& call, std::vector<std::int64_t> axes, std::int64_t rank);

/// All axes 0 .. rank - 1.
std::vector<std::int64_t> all_axes(std::int64_t rank);

/// The elements of a small integer tensor (a shape, a list of axes), whatever its type and device.
std::vector<std::int64_t> integers_of(const at::Tensor& tensor);
std::vector<double> numbers_of(const at::Tensor& tensor);

/// Lists that moved from an attribute to an input in a later opset: whichever is there, or nothing.
std::optional<std::vector<std::int64_t>> list_of(const Call& call, const char* attribute, std::size_t input);
std::optional<std::vector<double>> numbers_list_of(const Call& call, const char* attribute, std::size_t input);

/// The type that ONNX numbers (TensorProto.DataType) so; complains about strings, complex, 8- and 4-bit floats.
at::ScalarType type_of(const Call& call, std::int64_t onnx_type);

/// True for every integer type and bool.
bool is_integral(const at::Tensor& tensor);

/// uint16, uint32 and uint64, which ATen stores but does not reckon with, as int32, int64 and int64; others as they
/// are. Complains about uint64 values from 2^63 on, which no wider type holds. `narrow` goes back.
at::Tensor widen(const Call& call, const at::Tensor& tensor);
at::Tensor narrow(const at::Tensor& tensor, at::ScalarType type);

/// Complains about a number along one axis (a size, a pad, a stride) that no network has: beyond ±2^24 it is damage.
void require_sane(const Call& call, std::int64_t number);

/// Complains about an output of more than 2^30 elements, before it is made.
void require_room(const Call& call, at::IntArrayRef shape);

/// Indices from the end made positive: i < 0 becomes i + size. int64.
at::Tensor wrapped(const at::Tensor& indices, std::int64_t size);

/// The same for indices that must lie in an axis of that size; Error (data) naming the first that lies outside. Not
/// checked on the meta device, where there are no values.
at::Tensor indices_in(const Call& call, const at::Tensor& indices, std::int64_t size);

/// Numbers what the last axis of `indices` [..., K] addresses in K axes of the given sizes, row by row: [...], int64.
/// Indices outside: as `indices_in`.
at::Tensor numbered(const Call& call, const at::Tensor& indices, at::IntArrayRef sizes);

/// The second operand of a binary operator, shaped so that NumPy's rule does what the opset's did: before opset 7
/// `axis` said where B's axes begin in A.
at::Tensor aligned(const Call& call, const at::Tensor& a, const at::Tensor& b);

}  // namespace blackbody::ops

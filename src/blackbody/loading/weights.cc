/// Weights alone: which arrays of a file are some, and in which order.
#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>

#include <algorithm>

#include "blackbody/loading/network.h"
#include "blackbody/loading/open.h"
#include "blackbody/loading/quantised.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Names in the order of people: runs of digits compare as numbers.
bool natural_less(const std::string& a, const std::string& b) {
    std::size_t i = 0, j = 0;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    while (i < a.size() && j < b.size()) {
        if (!is_digit(a[i]) || !is_digit(b[j])) {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i, ++j;
            continue;
        }
        const std::size_t i0 = i, j0 = j;
        while (i < a.size() && is_digit(a[i])) ++i;
        while (j < b.size() && is_digit(b[j])) ++j;
        if (i - i0 != j - j0) return i - i0 < j - j0;
        const int order = a.compare(i0, i - i0, b, j0, j - j0);
        if (order != 0) return order < 0;
    }
    return a.size() - i < b.size() - j;
}

/// The type of most numbers among weights.
std::string usual_type(const std::vector<NamedArray>& arrays) {
    std::map<std::string, std::int64_t> numbers;
    for (const NamedArray& array : arrays)
        if (array.shape.size() > 1 && byte_size(array.type) > 0)
            numbers[to_string(array.type)] += element_count(array.shape).value_or(0);
    const auto most =
        std::max_element(numbers.begin(), numbers.end(), [](auto& a, auto& b) { return a.second < b.second; });
    return most == numbers.end() ? "" : most->first;
}

/// Weights that are tied are often stored twice: the second is named, not measured again. Constant ones do not count.
std::string same_as(const at::Tensor& tensor, const std::vector<NamedWeight>& before) {
    const bool is_number = tensor.is_floating_point() || tensor.is_complex();
    if (tensor.dim() < 2 || tensor.numel() < 16 || !is_number) return "";
    const at::Tensor head = tensor.reshape(-1).narrow(0, 0, 16);
    if ((head == head[0]).all().item<bool>()) return "";
    for (const NamedWeight& other : before)
        if (other.values.scalar_type() == tensor.scalar_type() && other.values.sizes() == tensor.sizes() &&
            at::equal(other.values.reshape(-1).narrow(0, 0, 16), head) && at::equal(other.values, tensor))
            return other.name;
    return "";
}

}  // namespace

std::unique_ptr<Weights> weights_of(const ArrayFile& file) {
    std::vector<NamedArray> arrays = file.arrays();
    if (arrays.empty())
        throw Error(ErrorKind::model, Complaint{.file = file.path(), .expected = "arrays by name", .found = "none"});
    std::sort(arrays.begin(), arrays.end(), [](const auto& a, const auto& b) { return natural_less(a.name, b.name); });
    Card card = file.card();
    card.dtype = usual_type(arrays);
    std::vector<NamedWeight> weights;
    std::vector<LeftOut> left_out;
    for (const NamedArray& array : arrays) {
        if (byte_size(array.type) == 0) {
            left_out.push_back({array.name + " " + shape_text(std::span<const std::int64_t>(array.shape)) + " " +
                                    (array.dtype.empty() ? to_string(array.type) : array.dtype),
                                "a type that is not read"});
            continue;
        }
        const Dequantised read = dequantised(file, array);
        if (!read.note.empty()) card.notes.push_back(read.note);
        const std::string same = same_as(read.values, weights);
        if (!same.empty()) left_out.push_back({array.name, "the same numbers as " + same});
        else weights.push_back({array.name, read.values, read.left_out});
    }
    if (card.format == "npz")
        card.notes.push_back(
            "arrays W, a and b of a Boltzmann machine are not among these; if they have other names, the option "
            "keys has them: W,a,b (- where there is none)");
    return std::make_unique<Weights>(std::move(weights), std::move(card), std::move(left_out));
}

namespace {

const SystemFormat format{
    .name = "weights",
    .order = 3,
    .recognises = [](const ModelFile& file, const SystemOptions&) { return file.arrays.has_value(); },
    .opens = [](const ModelFile& file, const SystemOptions&) -> std::unique_ptr<System> {
        return weights_of(*file.arrays);
    }};
const Registered<SystemFormat> entry(format);

}  // namespace

}  // namespace blackbody

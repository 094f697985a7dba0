#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include "blackbody/systems/onnx/ops/support.h"
#include "blackbody/systems/onnx/sample_axis.h"

namespace blackbody::ops {
namespace {

std::int64_t modulo(std::int64_t a, std::int64_t n) { return (a % n + n) % n; }

/// The element of 0 .. n - 1 that stands at position i outside or inside of it.
std::int64_t source(const Call& call, const std::string& mode, std::int64_t i, std::int64_t n) {
    if (n == 0) refuse(call, "elements to repeat", "an empty axis");
    if (mode == "edge") return std::min(std::max<std::int64_t>(i, 0), n - 1);
    if (mode == "wrap") return modulo(i, n);
    if (mode != "reflect") refuse(call, "constant, reflect, edge or wrap", mode);
    if (n == 1) return 0;
    const std::int64_t there = modulo(i, 2 * (n - 1));
    return there < n ? there : 2 * (n - 1) - there;
}

/// Pads (or, where negative, crops) axis by axis by picking elements.
at::Tensor picked(const Call& call, at::Tensor x, const std::string& mode, const std::vector<std::int64_t>& pads) {
    const std::int64_t rank = x.dim();
    for (std::int64_t axis = 0; axis < rank; ++axis) {
        if (pads[axis] == 0 && pads[rank + axis] == 0) continue;
        std::vector<std::int64_t> indices;
        for (std::int64_t i = -pads[axis]; i < x.size(axis) + pads[rank + axis]; ++i)
            indices.push_back(source(call, mode, i, x.size(axis)));
        x = at::index_select(x, axis, at::tensor(indices, at::kLong).to(x.device()));
    }
    return x;
}

/// All begins, then all ends, for every axis; since opset 18 `axes` may name those that are given.
std::vector<std::int64_t> pads_of(const Call& call, std::int64_t rank) {
    const auto given = list_of(call, call.attributes().has("paddings") ? "paddings" : "pads", 1);
    if (!given) refuse(call, "pads", "none");
    const at::Tensor axes_input = call.input(3);
    const auto axes = axes_in(call, axes_input.defined() ? integers_of(axes_input) : all_axes(rank), rank);
    if (given->size() != 2 * axes.size())
        refuse(call, std::to_string(2 * axes.size()) + " pads", std::to_string(given->size()));
    for (const std::int64_t number : *given) require_sane(call, number);
    std::vector<std::int64_t> pads(2 * rank, 0);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        pads[axes[i]] = (*given)[i];
        pads[rank + axes[i]] = (*given)[axes.size() + i];
    }
    return pads;
}

Tensors pad(const Call& call) {
    const at::Tensor x = required(call, 0), value = call.input(2);
    const std::vector<std::int64_t> pads = pads_of(call, x.dim());
    const std::string mode = call.attributes().text("mode", "constant");
    std::vector<std::int64_t> shape = x.sizes().vec();
    for (std::int64_t axis = 0; axis < x.dim(); ++axis) shape[axis] += pads[axis] + pads[x.dim() + axis];
    require_room(call, shape);
    if (mode != "constant") return {picked(call, x, mode, pads)};

    // ATen wants pairs (begin, end), the last axis first.
    std::vector<std::int64_t> frame;
    for (std::int64_t axis = x.dim(); axis-- > 0;) {
        frame.push_back(pads[axis]);
        frame.push_back(pads[x.dim() + axis]);
    }
    const at::Scalar filler = value.defined() ? value.item() : at::Scalar(call.attributes().number("value", 0));
    return {narrow(at::constant_pad_nd(widen(call, x), frame, filler), x.scalar_type())};
}

/// Nothing is put before or behind the samples.
bool keeps_samples_apart(const SampleAxis& samples) {
    const Sizes pads = samples.list("pads", 1);
    return pads.size() > 1 && pads[0] == 0 && pads[pads.size() / 2] == 0;
}

const Operator record{{.name = "Pad",
                       .versions = "1-28",
                       .shapes = "X [any], pads [2 rank], value [], axes [K] -> Y [longer or shorter]",
                       .aten = "at::constant_pad_nd, at::index_select"},
                      pad,
                      {.role = OperatorRole::moving,
                       .formula = Formula::other,
                       .weight = WeightRule::none,
                       .host_inputs = 0b1110,
                       .batching = {.rule = BatchRule::judged, .judge = keeps_samples_apart},
                       .axes = AxisRule::kept,
                       .bounds = {BoundRule::monotone},
                       .folding = Folding::if_small,
                       .storage = Storage::shared,
                       .pointwise = Pointwise::no}};
const Registered<Operator> entry(record);

}  // namespace
}  // namespace blackbody::ops

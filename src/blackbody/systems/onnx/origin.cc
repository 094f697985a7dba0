#include "blackbody/systems/onnx/origin.h"

#include <ATen/ops/isfinite.h>
#include <ATen/ops/sum.h>

#include <optional>

#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::int64_t count_non_finite(const at::Tensor& tensor) {
    if (!tensor.defined() || !tensor.is_floating_point() || tensor.numel() == 0) return 0;
    return tensor.numel() - at::isfinite(tensor).sum().item<std::int64_t>();
}

/// The first input of an element that is not finite: those that something makes before those that the file holds.
int bad_input(const Circuit& circuit, const Element& element, const Tensors& values) {
    int stored = -1;
    for (const int value : element.inputs) {
        if (value < 0 || count_non_finite(values[value]) == 0) continue;
        if (!circuit.constants[value].defined()) return value;
        if (stored < 0) stored = value;
    }
    return stored;
}

std::string share_of(const at::Tensor& tensor) {
    return with_commas(count_non_finite(tensor)) + " of its " + with_commas(tensor.numel()) + " values";
}

}  // namespace

Origin origin_of_non_finite(const Circuit& circuit, Tensors values, int target) {
    compute(circuit, needed_for(circuit, {target}, values), values);
    if (count_non_finite(values[target]) == 0) return {};

    // Back along what is not finite, to where it begins.
    int value = target;
    while (circuit.producer[value] >= 0) {
        const Element& element = circuit.elements[circuit.producer[value]];
        const int before = bad_input(circuit, element, values);
        const std::string what = place_of(*element.node) + ": " + share_of(values[value]);
        if (before < 0) return {what + ", though all that it reads is finite"};
        if (circuit.constants[before].defined())
            return {what + ", for '" + escape_control(circuit.names[before]) + "', a constant of the file, holds " +
                    with_commas(count_non_finite(values[before]))};
        value = before;
    }
    return {"the data: input '" + escape_control(circuit.names[value]) + "', " + share_of(values[value]), true};
}

}  // namespace blackbody

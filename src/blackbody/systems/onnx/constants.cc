#include "blackbody/systems/onnx/constants.h"

#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>

#include "blackbody/systems/onnx/evaluate.h"

namespace blackbody {
namespace {

constexpr std::int64_t largest_growth = 1 << 22;  ///< elements that an operator may make out of a few numbers

/// An upper bound of what an operator makes that may make much out of little, from its numbers (in double: a hostile
/// product overflows integers).
bool grows_too_much(const Element& element, const Tensors& inputs) {
    if (element.traits().folding != Folding::if_small) return false;
    double product = 1;
    for (const at::Tensor& input : inputs) {
        if (!input.defined()) continue;
        if (input.numel() > 64 || input.is_floating_point()) {
            product *= static_cast<double>(std::max<std::int64_t>(input.numel(), 1));
            continue;
        }
        for (std::int64_t i = 0; i < input.numel(); ++i)
            product *= std::max(1.0, std::abs(input.flatten()[i].item<double>()));
    }
    return product > largest_growth;
}

bool all_known(const Element& element, const Tensors& values) {
    for (const int value : element.inputs)
        if (value >= 0 && !values[value].defined()) return false;
    return true;
}

}  // namespace

Tensors fold_constants(const Circuit& circuit) {
    const at::NoGradGuard no_grad;
    Tensors values = circuit.constants;
    for (const Element& element : circuit.elements) {
        if (element.traits().folding == Folding::never || !all_known(element, values)) continue;
        Tensors inputs;
        for (const int value : element.inputs) inputs.push_back(value < 0 ? at::Tensor() : values[value]);
        if (grows_too_much(element, inputs)) continue;
        try {
            const Tensors outputs = compute(element, std::move(inputs));
            for (std::size_t i = 0; i < element.outputs.size(); ++i)
                if (element.outputs[i] >= 0) values[element.outputs[i]] = outputs[i];
        } catch (const Error&) {
            // The shape pass meets the same complaint, and keeps it for the card.
        }
    }
    return values;
}

}  // namespace blackbody

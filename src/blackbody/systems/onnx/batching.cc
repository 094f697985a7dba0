#include "blackbody/systems/onnx/batching.h"

#include "blackbody/systems/onnx/sample_axis.h"

namespace blackbody {
namespace {

/// Every input that has samples has the output's rank, so that axis 0 meets axis 0.
bool broadcasts(const Element& element, const SampleAxis& samples) {
    for (std::size_t i = 0; i < element.inputs.size(); ++i)
        if (samples.enters(i) && samples.rank(i) != samples.rank_of_output()) return false;
    return true;
}

bool keeps_apart(const Element& element, const SampleAxis& samples) {
    const Batching& batching = element.traits().batching;
    if (!samples.enters_any() || batching.rule == BatchRule::of_shape) return true;
    if (!samples.leaves()) return false;
    switch (batching.rule) {
        case BatchRule::elementwise:
            return broadcasts(element, samples);
        case BatchRule::first_input:
            return samples.enters_first_alone();
        case BatchRule::rows:
            return samples.enters(0);
        case BatchRule::along_axis:
            return samples.is_other(samples.setting("axis", batching.axis));
        case BatchRule::along_axes:
            return samples.are_other(samples.list("axes", batching.axes_input));
        case BatchRule::judged:
            return batching.judge(samples);
        default:
            return false;
    }
}

}  // namespace

std::string mixing(const Circuit& circuit, const Shapes& shapes, const Tensors& constants) {
    const Trail trail(circuit, constants);
    for (int e = 0; e < trail.size(); ++e)
        if (!keeps_apart(trail.element(e), SampleAxis(trail, shapes, e)))
            return place_of(*trail.element(e).node) + " is not known to keep samples apart";
    return shapes.batches ? "" : "the outputs do not grow with the number of samples";
}

}  // namespace blackbody

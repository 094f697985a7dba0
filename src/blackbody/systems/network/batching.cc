#include "blackbody/systems/network/batching.h"

#include <algorithm>
#include <set>

namespace blackbody {
namespace {

using Names = std::set<std::string>;

/// Each output element comes from the same position of the inputs (up to broadcasting).
const Names elementwise = {"Abs",
                           "Add",
                           "And",
                           "Cast",
                           "CastLike",
                           "Ceil",
                           "Celu",
                           "Clip",
                           "Cos",
                           "Div",
                           "Dropout",
                           "Elu",
                           "Equal",
                           "Erf",
                           "Exp",
                           "Floor",
                           "Gelu",
                           "Greater",
                           "GreaterOrEqual",
                           "HardSigmoid",
                           "HardSwish",
                           "Identity",
                           "LeakyRelu",
                           "Less",
                           "LessOrEqual",
                           "Log",
                           "Max",
                           "Mean",
                           "Min",
                           "Mish",
                           "Mod",
                           "Mul",
                           "Neg",
                           "Not",
                           "Or",
                           "PRelu",
                           "Pow",
                           "Reciprocal",
                           "Relu",
                           "Selu",
                           "Sigmoid",
                           "Sign",
                           "Sin",
                           "Softplus",
                           "Sqrt",
                           "Sub",
                           "Sum",
                           "Tanh",
                           "Where"};
/// Axis 0 of the first input is the sample by definition; the rest are weights or sizes.
const Names per_image = {
    "AveragePool",   "BatchNormalization",    "Conv", "ConvTranspose", "DepthToSpace", "GlobalAveragePool",
    "GlobalMaxPool", "InstanceNormalization", "LRN",  "MaxPool",       "Resize",       "SpaceToDepth",
    "Upsample"};
/// Rows of a row-major layout stay rows while axis 0 keeps its size.
const Names reshaping = {"Flatten", "Reshape", "Squeeze", "Unsqueeze"};
const Names reductions = {"ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum"};

class Proof {
  public:
    Proof(const Shapes& shapes, const Tensors& constants) : shapes_(shapes), constants_(constants) {}

    bool holds(const Element& element) const {
        const std::string& op = element.node->op;
        const bool any = std::any_of(element.inputs.begin(), element.inputs.end(), [&](int v) { return sampled(v); });
        if (!any || op == "Shape") return true;
        for (const int value : element.outputs)
            if (value >= 0 && !sampled(value)) return false;
        if (elementwise.count(op)) return broadcasts(element);
        if (per_image.count(op)) return only_first_is_sampled(element);
        if (reshaping.count(op)) return sampled(element.inputs[0]);
        if (op == "Gemm") return only_first_is_sampled(element) && attribute(element, "transA", 0) == 0;
        if (op == "MatMul") return multiplies_rows(element);
        if (op == "Transpose") return element.node->attributes.integers("perm", {-1})[0] == 0;
        if (op == "Pad") return pads_none(element);
        return along_other_axis(element);
    }

  private:
    bool sampled(int value) const { return value >= 0 && shapes_.sampled[value]; }
    std::size_t rank(int value) const { return shapes_.one[value] ? shapes_.one[value]->size() : 0; }
    std::int64_t attribute(const Element& element, const char* name, std::int64_t otherwise) const {
        return element.node->attributes.integer(name, otherwise);
    }

    bool only_first_is_sampled(const Element& element) const {
        for (std::size_t i = 1; i < element.inputs.size(); ++i)
            if (sampled(element.inputs[i])) return false;
        return sampled(element.inputs[0]);
    }

    /// Every sampled input has the output's rank, so that axis 0 meets axis 0.
    bool broadcasts(const Element& element) const {
        for (const int value : element.inputs)
            if (sampled(value) && rank(value) != rank(element.outputs[0])) return false;
        return true;
    }

    bool multiplies_rows(const Element& element) const {
        const int a = element.inputs[0], b = element.inputs[1];
        if (!sampled(b)) return rank(b) <= 2 && rank(a) >= 2;
        return sampled(a) && rank(a) >= 3 && rank(a) == rank(b);
    }

    bool pads_none(const Element& element) const {
        const int value = element.inputs.size() > 1 ? element.inputs[1] : -1;
        if (value < 0 || !constants_[value].defined() || constants_[value].scalar_type() != at::kLong) return false;
        const at::Tensor pads = constants_[value].contiguous();
        const std::int64_t* p = pads.const_data_ptr<std::int64_t>();
        return pads.numel() > 1 && p[0] == 0 && p[pads.numel() / 2] == 0;
    }

    /// Operators along axes that are told apart from axis 0 by an attribute or a constant input.
    bool along_other_axis(const Element& element) const {
        const std::string& op = element.node->op;
        const bool old = element.node->opset < 13;
        if (op == "Softmax" || op == "LogSoftmax") return apart(element, attribute(element, "axis", old ? 1 : -1));
        if (op == "LayerNormalization") return apart(element, attribute(element, "axis", -1));
        if (op == "Concat" || op == "Split") return apart(element, attribute(element, "axis", 0));
        if (op == "Gather")
            return sampled(element.inputs[0])
                       ? !sampled(element.inputs[1]) && apart(element, attribute(element, "axis", 0))
                       : attribute(element, "axis", 0) == 0;
        if (reductions.count(op)) return axes_apart(element, 1);
        if (op == "Slice") return axes_apart(element, 3);
        return false;
    }

    bool apart(const Element& element, std::int64_t axis) const {
        const std::int64_t r = static_cast<std::int64_t>(rank(element.inputs[0]));
        return (axis < 0 ? axis + r : axis) > 0;
    }

    /// The axes stand in an attribute, or in constant input `index`, and none is axis 0.
    bool axes_apart(const Element& element, std::size_t index) const {
        Sizes axes = element.node->attributes.integers("axes");
        const int value = index < element.inputs.size() ? element.inputs[index] : -1;
        if (value >= 0 && constants_[value].defined()) {
            const at::Tensor given = constants_[value].to(at::kLong).contiguous();
            axes.assign(given.const_data_ptr<std::int64_t>(), given.const_data_ptr<std::int64_t>() + given.numel());
        }
        return !axes.empty() &&
               std::all_of(axes.begin(), axes.end(), [&](std::int64_t axis) { return apart(element, axis); });
    }

    const Shapes& shapes_;
    const Tensors& constants_;
};

}  // namespace

bool keeps_samples_apart(const Circuit& circuit, const Shapes& shapes, const Tensors& constants) {
    const Proof proof(shapes, constants);
    return shapes.batches && std::all_of(circuit.elements.begin(), circuit.elements.end(),
                                         [&](const Element& e) { return proof.holds(e); });
}

}  // namespace blackbody

#include "blackbody/systems/onnx/batching.h"

#include <algorithm>
#include <set>

#include "blackbody/systems/onnx/trail.h"

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
                           "IsInf",
                           "IsNaN",
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
                           "Softsign",
                           "Sqrt",
                           "Sub",
                           "Sum",
                           "Tanh",
                           "Where"};
/// Axis 0 of the first input is the sample by definition; the rest are weights or sizes.
const Names per_image = {"AveragePool",
                         "BatchNormalization",
                         "Conv",
                         "ConvTranspose",
                         "DepthToSpace",
                         "Expand",
                         "GlobalAveragePool",
                         "GlobalMaxPool",
                         "InstanceNormalization",
                         "LRN",
                         "MaxPool",
                         "Resize",
                         "SpaceToDepth",
                         "Tile",
                         "Upsample"};
/// Rows of a row-major layout stay rows while axis 0 keeps its size.
const Names reshaping = {"Flatten", "Reshape", "Squeeze", "Unsqueeze"};
const Names reductions = {"ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum"};

class Proof {
  public:
    Proof(const Circuit& circuit, const Shapes& shapes, const Tensors& constants)
        : trail_(circuit, constants), shapes_(shapes) {}

    bool holds(int e) const {
        const Element& element = trail_.element(e);
        const std::string& op = trail_.op(e);
        const bool any = std::any_of(element.inputs.begin(), element.inputs.end(), [&](int v) { return sampled(v); });
        if (!any || op == "Shape") return true;
        for (const int value : element.outputs)
            if (value >= 0 && !sampled(value)) return false;
        if (elementwise.count(op)) return broadcasts(e);
        if (per_image.count(op)) return only_first_is_sampled(element);
        if (reshaping.count(op)) return sampled(trail_.input(e, 0));
        if (op == "Gemm") return only_first_is_sampled(element) && number(e, "transA", 0) == 0;
        if (op == "MatMul") return multiplies_rows(e);
        if (op == "Transpose") return permutes_others(e);
        if (op == "Pad") return pads_none(e);
        return along_other_axis(e);
    }

  private:
    bool sampled(int value) const { return value >= 0 && shapes_.sampled[value]; }
    std::size_t rank(int value) const { return value >= 0 && shapes_.one[value] ? shapes_.one[value]->size() : 0; }
    std::int64_t number(int e, const char* name, std::int64_t otherwise) const {
        const auto& all = trail_.element(e).node->attributes.all();
        const auto found = all.find(name);
        const auto* value = found == all.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
        return value ? *value : otherwise;
    }

    bool permutes_others(int e) const {
        const auto order = trail_.list(e, "perm", 1);
        return !order.empty() && order[0] == 0;
    }

    bool only_first_is_sampled(const Element& element) const {
        for (std::size_t i = 1; i < element.inputs.size(); ++i)
            if (sampled(element.inputs[i])) return false;
        return !element.inputs.empty() && sampled(element.inputs[0]);
    }

    /// Every sampled input has the output's rank, so that axis 0 meets axis 0.
    bool broadcasts(int e) const {
        for (const int value : trail_.element(e).inputs)
            if (sampled(value) && rank(value) != rank(trail_.output(e))) return false;
        return true;
    }

    bool multiplies_rows(int e) const {
        const int a = trail_.input(e, 0), b = trail_.input(e, 1);
        if (!sampled(b)) return rank(b) <= 2 && rank(a) >= 2;
        return sampled(a) && rank(a) >= 3 && rank(a) == rank(b);
    }

    bool pads_none(int e) const {
        const auto pads = trail_.list(e, "pads", 1);
        return pads.size() > 1 && pads[0] == 0 && pads[pads.size() / 2] == 0;
    }

    /// Operators along axes that are told apart from axis 0 by an attribute or a constant input.
    bool along_other_axis(int e) const {
        const std::string& op = trail_.op(e);
        const bool old = trail_.element(e).node->opset < 13;
        if (op == "Softmax" || op == "LogSoftmax") return apart(e, number(e, "axis", old ? 1 : -1));
        if (op == "LayerNormalization") return apart(e, number(e, "axis", -1));
        if (op == "Concat" || op == "Split" || op == "ArgMax") return apart(e, number(e, "axis", 0));
        if (op == "TopK") return apart(e, number(e, "axis", -1));
        if (op == "Gather")
            return sampled(trail_.input(e, 0)) ? !sampled(trail_.input(e, 1)) && apart(e, number(e, "axis", 0))
                                               : number(e, "axis", 0) == 0;
        if (reductions.count(op)) return axes_apart(e, 1);
        if (op == "Slice") return axes_apart(e, 3);
        return false;
    }

    bool apart(int e, std::int64_t axis) const {
        const std::int64_t r = static_cast<std::int64_t>(rank(trail_.input(e, 0)));
        return (axis < 0 ? axis + r : axis) > 0;
    }

    /// The axes stand in an attribute, or in constant input `index`, and none is axis 0.
    bool axes_apart(int e, std::size_t index) const {
        const Sizes axes = trail_.list(e, "axes", index);
        return !axes.empty() &&
               std::all_of(axes.begin(), axes.end(), [&](std::int64_t axis) { return apart(e, axis); });
    }

    const Trail trail_;
    const Shapes& shapes_;
};

}  // namespace

std::string mixing(const Circuit& circuit, const Shapes& shapes, const Tensors& constants) {
    const Proof proof(circuit, shapes, constants);
    for (int e = 0; e < static_cast<int>(circuit.elements.size()); ++e)
        if (!proof.holds(e)) return place_of(*circuit.elements[e].node) + " is not known to keep samples apart";
    return shapes.batches ? "" : "the outputs do not grow with the number of samples";
}

}  // namespace blackbody

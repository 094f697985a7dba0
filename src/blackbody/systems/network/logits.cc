// The rule for class scores: see sites.h.
#include <set>

#include "blackbody/systems/network/sites.h"

namespace blackbody {
namespace {

using Names = std::set<std::string>;

const Names moving = {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Cast", "Dropout"};
const Names linear_maps = {"Gemm", "MatMul", "Conv"};

class Search {
  public:
    Search(const Circuit& circuit, const Tensors& constants, const Shapes& shapes)
        : circuit_(circuit), constants_(constants), shapes_(shapes) {}

    /// [N, K] or [N, K, 1, 1] with at least two classes.
    bool are_scores(int value) const {
        const auto& s = shapes_.one[value];
        if (!shapes_.sampled[value] || !s || s->size() < 2 || (*s)[1] < 2) return false;
        for (std::size_t d = 2; d < s->size(); ++d)
            if ((*s)[d] != 1) return false;
        return true;
    }

    int before_softmax(int output) const {
        const int end = behind(output, moving);
        const std::string& op = op_of(end);
        if (op != "Softmax" && op != "LogSoftmax") return -1;
        const int scores = circuit_.elements[circuit_.producer[end]].inputs[0];
        return scores >= 0 && are_scores(scores) ? scores : -1;
    }

    bool is_linear_map(int output) const {
        int value = behind(output, moving);
        if (op_of(value) == "Add") value = behind(computed_side(value), moving);
        const bool pooled = op_of(value) == "GlobalAveragePool" || op_of(value) == "ReduceMean";
        if (pooled) value = behind(circuit_.elements[circuit_.producer[value]].inputs[0], moving);
        if (value < 0 || !linear_maps.count(op_of(value)) ||
            (op_of(value) == "Conv") != (pooled || shapes_.one[value]->size() == 4))
            return false;
        const auto& inputs = circuit_.elements[circuit_.producer[value]].inputs;
        return inputs.size() > 1 && inputs[1] >= 0 && constants_[inputs[1]].defined();
    }

  private:
    const std::string& op_of(int value) const {
        static const std::string none;
        return value < 0 || circuit_.producer[value] < 0 ? none : circuit_.elements[circuit_.producer[value]].node->op;
    }
    int behind(int value, const Names& ops) const {
        while (value >= 0 && ops.count(op_of(value))) value = circuit_.elements[circuit_.producer[value]].inputs[0];
        return value;
    }
    /// The operand of an Add whose other operand is a constant (a bias); -1 if there is none.
    int computed_side(int value) const {
        const auto& inputs = circuit_.elements[circuit_.producer[value]].inputs;
        for (const std::size_t side : {0u, 1u})
            if (inputs[side] >= 0 && constants_[inputs[side]].defined()) return inputs[1 - side];
        return -1;
    }

    const Circuit& circuit_;
    const Tensors& constants_;
    const Shapes& shapes_;
};

}  // namespace

int find_logits(const Circuit& circuit, const Tensors& constants, const Shapes& shapes) {
    const Search search(circuit, constants, shapes);
    for (const int output : circuit.outputs) {
        const int scores = search.before_softmax(output);
        if (scores >= 0) return scores;
    }
    if (circuit.outputs.size() != 1) return -1;
    const int output = circuit.outputs[0];
    return search.are_scores(output) && search.is_linear_map(output) ? output : -1;
}

}  // namespace blackbody

#include "blackbody/systems/network/patterns.h"

namespace blackbody {
namespace {

class Finder {
  public:
    Finder(const Circuit& circuit, const Tensors& constants) : circuit_(circuit), constants_(constants) {}

    Patterns find() {
        for (int e = 0; e < static_cast<int>(circuit_.elements.size()); ++e) {
            const std::string& op = op_of(e);
            if (op == "Erf" || op == "Tanh") gelu(e);
            if (op == "Mul") gated(e);
            if (op == "Div") layer_normalization(e);
        }
        return std::move(found_);
    }

  private:
    const std::string& op_of(int element) const {
        static const std::string none;
        return element < 0 ? none : circuit_.elements[element].node->op;
    }
    int input(int element, std::size_t i) const {
        const auto& inputs = circuit_.elements[element].inputs;
        return i < inputs.size() ? inputs[i] : -1;
    }
    int output(int element) const {
        return circuit_.elements[element].outputs.empty() ? -1 : circuit_.elements[element].outputs[0];
    }
    int maker(int value) const { return value < 0 ? -1 : circuit_.producer[value]; }
    bool is_constant(int value) const { return value >= 0 && constants_[value].defined(); }
    /// The only element that reads an element's output, or -1.
    int only_reader(int element) const {
        const int value = output(element);
        return value >= 0 && circuit_.consumers[value].size() == 1 ? circuit_.consumers[value][0] : -1;
    }
    /// The input of a two-input element that is not `value`.
    int other(int element, int value) const {
        return input(element, 0) == value ? input(element, 1) : input(element, 0);
    }

    void gelu(int start) {
        const int add = only_reader(start);
        if (op_of(add) != "Add" || !is_constant(other(add, output(start)))) return;
        int last = add, end = -1;
        std::set<int> steps = {start, add};
        for (int next = only_reader(add); op_of(next) == "Mul"; next = only_reader(next)) {
            const int factor = other(next, output(last));
            if (!is_constant(factor) && end >= 0) break;
            steps.insert(next), last = next;
            if (!is_constant(factor)) end = next;
            else if (end >= 0) end = next;
        }
        if (end < 0) return;
        steps.erase(end);
        found_.ends[end] = "Gelu", found_.inside.insert(steps.begin(), steps.end());
        const int scale = maker(input(start, 0));
        if (op_of(scale) == "Div" || op_of(scale) == "Mul") found_.inside.insert(scale);
    }

    /// x times a gate of x: Swish, HardSwish and Mish.
    void gated(int mul) {
        for (const std::size_t side : {0u, 1u}) {
            const int gate = maker(input(mul, side)), x = input(mul, 1 - side);
            if (gate < 0 || only_reader(gate) != mul) continue;
            const int before = maker(input(gate, 0));
            if (op_of(gate) == "Sigmoid" && input(gate, 0) == x) return mark(mul, "Swish", {gate});
            if (op_of(gate) == "HardSigmoid" && input(gate, 0) == x) return mark(mul, "HardSwish", {gate});
            if (op_of(gate) == "Tanh" && op_of(before) == "Softplus" && input(before, 0) == x)
                return mark(mul, "Mish", {gate, before});
            if (op_of(gate) != "Clip" || op_of(before) != "Add" || (input(before, 0) != x && input(before, 1) != x))
                continue;
            const int scale = only_reader(mul);
            const bool scaled =
                (op_of(scale) == "Div" || op_of(scale) == "Mul") && is_constant(other(scale, output(mul)));
            if (scaled) return mark(scale, "HardSwish", {gate, before, mul});
        }
    }

    void layer_normalization(int div) {
        const int centred = maker(input(div, 0)), root = maker(input(div, 1));
        if (op_of(centred) != "Sub" || op_of(root) != "Sqrt") return;
        const int mean = maker(input(centred, 1)), variance = maker(input(root, 0));
        if (op_of(mean) != "ReduceMean" || op_of(variance) != "Add") return;
        mark(div, "LayerNormalization", {centred, root, mean, variance});
    }

    void mark(int end, const char* name, std::set<int> steps) {
        found_.ends[end] = name;
        found_.inside.insert(steps.begin(), steps.end());
    }

    const Circuit& circuit_;
    const Tensors& constants_;
    Patterns found_;
};

}  // namespace

Patterns find_patterns(const Circuit& circuit, const Tensors& constants) { return Finder(circuit, constants).find(); }

}  // namespace blackbody

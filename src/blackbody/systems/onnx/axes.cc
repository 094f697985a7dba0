#include "blackbody/systems/onnx/axes.h"

namespace blackbody {
namespace {

std::string by_rank(std::size_t rank) {
    static const std::vector<std::string> letters = {"", "N", "NU", "NTU", "NCYX", "NCZYX"};
    return rank < letters.size() ? letters[rank] : "N" + std::string(rank - 1, '?');
}

std::string of_image(std::size_t rank) { return rank == 3 ? "NCX" : by_rank(rank); }

class Namer {
  public:
    Namer(const Circuit& circuit, const Shapes& shapes)
        : circuit_(circuit), shapes_(shapes), names_(circuit.names.size()) {}

    void name_input(const Port& port, int value) {
        const std::size_t rank = shapes_.one[value] ? shapes_.one[value]->size() : 0;
        names_[value] = at::isIntegralType(port.type, true) && rank == 2 ? "NT" : by_rank(rank);
        name_by_use(value, value, 0);
    }

    void name_outputs(const Element& element) {
        for (const int value : element.outputs)
            if (value >= 0 && shapes_.one[value]) names_[value] = name_of(element, shapes_.one[value]->size());
    }

    std::vector<std::string> take() { return std::move(names_); }

  private:
    /// By the first nodes that care for axes, behind casts, scales and shifts (an image of bytes is scaled first).
    void name_by_use(int input, int value, int hops) {
        constexpr int most_hops = 6;
        const std::size_t rank = shapes_.one[value] ? shapes_.one[value]->size() : 0;
        for (const int consumer : circuit_.consumers[value]) {
            const Element& element = circuit_.elements[consumer];
            const Traits& traits = element.traits();
            const bool turns =
                traits.axes == AxisRule::permuted && element.node->attributes.integers("perm") == Sizes{0, 3, 1, 2};
            if (traits.axes == AxisRule::image) names_[input] = of_image(rank);
            else if (turns) names_[input] = "NYXC";
            else if (hops < most_hops && traits.pointwise == Pointwise::yes && element.outputs.size() == 1 &&
                     element.outputs[0] >= 0 && shapes_.one[element.outputs[0]] == shapes_.one[value])
                name_by_use(input, element.outputs[0], hops + 1);
        }
    }

    const std::string& of_input(const Element& element, std::size_t i) const {
        static const std::string none;
        return i < element.inputs.size() && element.inputs[i] >= 0 ? names_[element.inputs[i]] : none;
    }

    std::string name_of(const Element& element, std::size_t rank) const {
        const std::string &first = of_input(element, 0), &second = of_input(element, 1);
        switch (element.traits().axes) {
            case AxisRule::image:
                return of_image(rank);
            case AxisRule::permuted:
                if (first.size() == rank) return permuted(first, element.node->attributes.integers("perm"));
                break;
            case AxisRule::product:
                if (first.size() == rank && second.size() == rank && rank > 2)
                    return first.substr(0, rank - 1) + second.back();
                return by_rank(rank == 4 && first.size() == 3 ? 3 : rank);
            case AxisRule::looked_up:
                if (first.empty() && second.size() + 1 == rank) return second + "U";
                break;
            case AxisRule::reshaped:
                if (rank == 4 && first.size() == 3) return "NTHU";
                if (rank != first.size()) return by_rank(rank);
                break;
            default:
                break;
        }
        for (std::size_t i = 0; i < element.inputs.size(); ++i)
            if (of_input(element, i).size() == rank) return of_input(element, i);
        return by_rank(rank);
    }

    static std::string permuted(const std::string& letters, const Sizes& permutation) {
        std::string result(letters.rbegin(), letters.rend());
        for (std::size_t i = 0; i < permutation.size() && i < letters.size(); ++i)
            if (permutation[i] >= 0 && permutation[i] < static_cast<std::int64_t>(letters.size()))
                result[i] = letters[permutation[i]];
        return result;
    }

    const Circuit& circuit_;
    const Shapes& shapes_;
    std::vector<std::string> names_;
};

}  // namespace

std::vector<std::string> name_axes(const Graph& graph, const Circuit& circuit, const Shapes& shapes) {
    Namer namer(circuit, shapes);
    for (std::size_t i = 0; i < graph.inputs.size(); ++i) namer.name_input(graph.inputs[i], circuit.inputs[i]);
    for (const Element& element : circuit.elements) namer.name_outputs(element);
    return namer.take();
}

}  // namespace blackbody

/// l2-norm, l1-norm: a state as a wave function (Σ|ψ|² = 1) or as a distribution (Σ|ψ| = 1; of a state that is nowhere
/// negative, Σp = 1), over channels and positions, or over the channels of each place (`local`).
///
/// A state that is 0 stays 0. Nothing is learned.
#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/full.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/tensor.h>

#include "blackbody/systems/layered/activations.h"
#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/onnx_nodes.h"

namespace blackbody {
namespace {

constexpr double tiny = 1e-12;  ///< a norm below it is taken for none

class UnitNorm : public NetworkLayer {
  public:
    UnitNorm(int power, bool is_local, const StateShape& in) : power_(power), in_(in), over_{1} {
        if (!is_local && !in.size.empty()) over_ = {1, 2, 3};
    }
    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        if (power_ == 2) return x / at::clamp_min(x.square().sum(over_, true), tiny * tiny).sqrt();
        const at::Tensor moduli = in_.field == Field::real ? x.abs() : modulus(complex_view(x));
        return x / at::clamp_min(moduli.sum(over_, true), tiny);
    }
    StateShape shape() const override { return in_; }
    Role role() const override { return Role::normalisation; }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        if (in_.field == Field::complex) return NetworkLayer::write(nodes, x);
        const std::string part =
            nodes.node(power_ == 2 ? "Mul" : "Abs", name + ".part", power_ == 2 ? std::vector{x, x} : std::vector{x});
        const std::string axes = nodes.tensor(name + ".axes", at::tensor(over_, at::kLong));
        const std::string sum = nodes.node("ReduceSum", name + ".sum", {part, axes}, {onnx_integer("keepdims", 1)});
        const std::string norm = power_ == 2 ? nodes.node("Sqrt", name + ".norm", {sum}) : sum;
        const std::string least = nodes.tensor(name + ".least", at::full({}, tiny));
        return nodes.node("Div", name, {x, nodes.node("Max", name + ".safe", {norm, least})});
    }

  private:
    int power_;
    StateShape in_;
    std::vector<std::int64_t> over_;
};

std::unique_ptr<NetworkLayer> make_unit_norm(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const bool is_local = words.has("local");
    words.end();
    return std::make_unique<UnitNorm>(text.name == "l2-norm" ? 2 : 1, is_local, place.in);
}

const LayerKind l2_norm{.info = {.name = "l2-norm",
                                 .form = "l2-norm [local]",
                                 .summary = "a wave function: Σ|ψ|² = 1 over channels and positions, or at each place",
                                 .formula = "ψ / √Σ|ψ|²",
                                 .reference = "M. Born, Z. Phys. 37, 863 (1926)"},
                        .make = make_unit_norm};
const Registered<LayerKind> l2_norm_entry{l2_norm};

const LayerKind l1_norm{.info = {.name = "l1-norm",
                                 .form = "l1-norm [local]",
                                 .summary = "a distribution: Σ|ψ| = 1 over channels and positions, or at each place",
                                 .formula = "ψ / Σ|ψ|"},
                        .make = make_unit_norm};
const Registered<LayerKind> l1_norm_entry{l1_norm};

}  // namespace
}  // namespace blackbody

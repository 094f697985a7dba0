/// born: the read-out of a measurement. The result is the logarithm of an intensity, so that its softmax is Born's
/// rule.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log.h>
#include <ATen/ops/square.h>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/onnx_waves.h"

namespace blackbody {
namespace {

class Born : public NetworkLayer {
  public:
    explicit Born(const StateShape& in) : in_(in) {}
    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        const at::Tensor square = x.square();
        return ((in_.field == Field::complex ? square.unflatten(1, {-1, 2}).sum(2) : square) + tiny).log();
    }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        OnnxWaves waves(nodes, name, in_);
        const std::string square =
            in_.field == Field::complex ? waves.intensity(waves.parts(x)) : waves.node("Mul", "square", {x, x});
        return nodes.node("Log", name, {waves.node("Add", "safe", {square, waves.number("tiny", tiny)})});
    }
    StateShape shape() const override { return {Field::real, in_.channels, in_.size}; }
    Role role() const override { return Role::nonlinearity; }

  private:
    static constexpr double tiny = 1e-12;  ///< an intensity that no float32 of order 1 can tell from none
    StateShape in_;
};

std::unique_ptr<NetworkLayer> make_born(const LayerText& text, const LayerPlace& place) {
    LayerWords(text, place).end();
    return std::make_unique<Born>(place.in);
}

const LayerKind born{.info = {.name = "born",
                              .form = "born",
                              .summary = "read-out: softmax of the result is |ψ_c|² / Σ |ψ|²",
                              .formula = "ln |ψ_c|²",
                              .reference = "M. Born, Z. Phys. 37, 863 (1926)"},
                     .make = make_born,
                     .real_baseline = [](const LayerText&) { return std::vector<LayerText>(); }};
const Registered<LayerKind> born_entry{born};

}  // namespace
}  // namespace blackbody

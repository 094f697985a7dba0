/// leaky: a rectifier that lets a share of what is negative through. Of waves, Re and Im by themselves.
#include <ATen/ops/leaky_relu.h>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/onnx_nodes.h"

namespace blackbody {
namespace {

class Leaky : public NetworkLayer {
  public:
    Leaky(double slope, const StateShape& in) : slope_(slope), in_(in) {}
    at::Tensor forward(const at::Tensor& x, const Pass&) override { return at::leaky_relu(x, slope_); }
    StateShape shape() const override { return in_; }
    Role role() const override { return Role::nonlinearity; }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        if (in_.field == Field::complex) return NetworkLayer::write(nodes, x);
        return nodes.node("LeakyRelu", name, {x}, {onnx_number("alpha", slope_)});
    }

  private:
    double slope_;
    StateShape in_;
};

std::unique_ptr<NetworkLayer> make_leaky(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const double slope = words.real_after("slope", .1);
    words.end();
    return std::make_unique<Leaky>(slope, place.in);
}

const LayerKind leaky{.info = {.name = "leaky",
                               .form = "leaky [slope A]",
                               .summary = "a rectifier that lets a tenth (or A) of what is negative through",
                               .formula = "x for x > 0, else A x",
                               .reference = "A. Maas, A. Hannun, A. Ng (ICML 2013)"},
                      .make = make_leaky};
const Registered<LayerKind> leaky_entry{leaky};

}  // namespace
}  // namespace blackbody

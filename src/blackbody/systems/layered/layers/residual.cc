/// residual(...): x + f(x). Read as scattering it is the first Born iterate of ψ = ψ_0 + G V ψ.
#include <ATen/TensorOperators.h>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/onnx_nodes.h"
#include "blackbody/systems/layered/walk.h"

namespace blackbody {
namespace {

/// Where the sum is seen, before what stands behind it.
class Sum : public NetworkLayer {
  public:
    explicit Sum(const StateShape& in) : in_(in) {}
    at::Tensor forward(const at::Tensor& x, const Pass&) override { return x; }
    StateShape shape() const override { return in_; }
    Role role() const override { return Role::residual; }
    std::string write(OnnxNodes&, const std::string& x) const override { return x; }

  private:
    StateShape in_;
};

class Residual : public NetworkLayer {
  public:
    using Layers = std::vector<std::unique_ptr<NetworkLayer>>;
    Residual(Layers inner, Layers way, Layers behind)
        : inner_(std::move(inner)), way_(std::move(way)), behind_(std::move(behind)) {}

    at::Tensor forward(const at::Tensor& x, const Pass& pass) override {
        const at::Tensor straight = walk(way_, x, pass);
        return walk(behind_, walk(inner_, x, pass) + straight, pass);
    }
    StateShape shape() const override { return behind_.back()->shape(); }
    Role role() const override { return Role::residual; }
    bool has_site() const override { return false; }
    std::vector<NetworkLayer*> parts() override {
        std::vector<NetworkLayer*> all;
        for (const auto* list : {&way_, &inner_, &behind_})
            for (const auto& layer : *list) all.push_back(layer.get());
        return all;
    }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        std::string straight = x, y = x;
        for (const auto& layer : way_) straight = layer->write(nodes, straight);
        for (const auto& layer : inner_) y = layer->write(nodes, y);
        y = nodes.node("Add", name, {y, straight});
        for (const auto& layer : behind_) y = layer->write(nodes, y);
        return y;
    }

  private:
    Layers inner_, way_, behind_;  ///< the last: the sum, and what stands behind it
};

std::unique_ptr<NetworkLayer> make_residual(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    if (text.inner.empty()) words.refuse("layers in brackets", "none");
    std::vector<LayerText> behind;
    for (std::string word = words.take(); !word.empty(); word = words.take()) behind.push_back({word, {}});
    auto inner = make_layers(text.inner, place);
    const StateShape in = place.in, out = inner.back()->shape();
    std::vector<std::unique_ptr<NetworkLayer>> way;
    if (in.field != out.field || in.channels != out.channels || in.size != out.size) {
        // A way around that ends in the same shape: a 1x1 convolution with the same stride, normalised.
        const bool fits = !in.size.empty() && !out.size.empty() && out.field == place.field;
        const std::int64_t stride = fits ? (in.size[0] + out.size[0] - 1) / out.size[0] : 0;
        if (!fits || (in.size[0] - 1) / stride + 1 != out.size[0] || (in.size[1] - 1) / stride + 1 != out.size[1])
            words.refuse("a shape that a 1x1 convolution reaches from " + to_text(in), to_text(out));
        LayerPlace around = place;
        around.name += ".way";
        way = make_layers({{"conv", {std::to_string(out.channels), "1x1", "stride", std::to_string(stride), "no-bias"}},
                           {"norm", {}}},
                          around);
    }
    LayerPlace after = place;
    after.name += ".then", after.in = out;
    std::vector<std::unique_ptr<NetworkLayer>> all;
    all.push_back(std::make_unique<Sum>(out));
    all.back()->name = place.name;
    for (auto& layer : make_layers(behind, after)) all.push_back(std::move(layer));
    return std::make_unique<Residual>(std::move(inner), std::move(way), std::move(all));
}

const LayerKind residual{.info = {.name = "residual",
                                  .form = "residual(LAYER, ...) [ACTIVATION]",
                                  .summary = "what comes in, added to what the layers make of it; relu, ... of the sum",
                                  .formula = "x + f(x); where the shape changes, W x + f(x) with a normalised 1x1 W",
                                  .reference = "K. He et al. (CVPR 2016)"},
                         .make = make_residual};
const Registered<LayerKind> residual_entry{residual};

}  // namespace
}  // namespace blackbody

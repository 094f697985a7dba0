/// layer-norm: mean 0 and mean square 1 in each sample (`local`: at each of its places), then a learned scale and shift
/// a channel.
///
///   y = γ (ψ - μ) / √(<|ψ - μ|²> + ε) + β;   of waves γ is real, μ and β are complex
#include <ATen/TensorOperators.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/zeros.h>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/norm.h"
#include "blackbody/systems/layered/onnx_nodes.h"

namespace blackbody {
namespace {

constexpr double epsilon = norm_epsilon;

class LayerNorm : public NetworkLayer {
  public:
    LayerNorm(bool is_local, const LayerPlace& place)
        : in_(place.in),
          is_local_(is_local),
          scale_{"scale", at::ones({in_.channels}, place.type), true, false},
          shift_{"shift", at::zeros({in_.planes()}, place.type), true, false} {}

    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        const std::int64_t parts = in_.planes() / in_.channels;
        std::vector<std::int64_t> over{1}, spread{1, in_.channels, parts};
        if (!in_.size.empty()) spread.insert(spread.end(), {1, 1});
        if (!in_.size.empty() && !is_local_) over = {1, 3, 4};

        // [N, C, parts, Y, X]: a mean for each part, one mean square of them all.
        const at::Tensor z = x.unflatten(1, {in_.channels, parts}), away = z - z.mean(over, true);
        const at::Tensor square = away.square().mean(over, true).sum(2, true);
        const at::Tensor scale = scale_.value.repeat_interleave(parts).view(spread);
        return (away * at::rsqrt(square + epsilon) * scale + shift_.value.view(spread)).flatten(1, 2);
    }

    StateShape shape() const override { return in_; }
    Role role() const override { return Role::normalisation; }
    std::vector<Parameter*> parameters() override { return {&scale_, &shift_}; }

    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        if (in_.field == Field::complex) return NetworkLayer::write(nodes, x);
        const bool turns = is_local_ && !in_.size.empty();
        std::vector<std::int64_t> spread{in_.channels}, full = spread;
        if (!turns && !in_.size.empty()) spread.insert(spread.end(), {1, 1});
        if (!turns) full.insert(full.end(), in_.size.begin(), in_.size.end());
        const auto turned = [&](const std::string& to, const std::string& of, std::vector<std::int64_t> order) {
            return turns ? nodes.node("Transpose", to, {of}, {onnx_integers("perm", std::move(order))}) : of;
        };
        const auto tensor = [&](const Parameter& p) {
            return nodes.tensor(name + "." + p.name, p.value.view(spread).expand(full));
        };
        const std::string last = turned(name + ".last", x, {0, 2, 3, 1});
        const std::string y =
            nodes.node("LayerNormalization", turns ? name + ".normal" : name, {last, tensor(scale_), tensor(shift_)},
                       {onnx_integer("axis", turns ? -1 : 1), onnx_number("epsilon", epsilon)});
        return turned(name, y, {0, 3, 1, 2});
    }

  private:
    StateShape in_;
    bool is_local_;
    Parameter scale_, shift_;
};

std::unique_ptr<NetworkLayer> make_layer_norm(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const bool is_local = words.has("local");
    words.end();
    return std::make_unique<LayerNorm>(is_local, place);
}

const LayerKind layer_norm{.info = {.name = "layer-norm",
                                    .form = "layer-norm [local]",
                                    .summary = "mean 0 and mean square 1 in each sample, or at each of its places",
                                    .formula = "γ (ψ - μ) / √(<|ψ - μ|²> + ε) + β",
                                    .reference = "J. Ba, J. Kiros, G. Hinton (2016), arXiv:1607.06450"},
                           .make = make_layer_norm};
const Registered<LayerKind> layer_norm_entry{layer_norm};

}  // namespace
}  // namespace blackbody

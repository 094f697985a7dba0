/// norm: mean 0 and mean square 1 a channel, over batch and positions; learned scale and shift.
///
///   y = γ (x - μ) / √(σ² + ε) + β;   of waves σ² = <|ψ - μ|²>, γ real, μ and β complex: phases stay as they are.
///
/// In training μ and σ² are those of the batch, and running means of them are kept for later.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/zeros.h>

#include "blackbody/systems/layered/fused.h"
#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/norm.h"
#include "blackbody/systems/layered/layers/onnx_waves.h"

namespace blackbody {
namespace {

constexpr double momentum = .1, epsilon = norm_epsilon;

class BatchNorm : public NetworkLayer {
  public:
    explicit BatchNorm(const LayerPlace& place)
        : in_(place.in),
          scale_{"scale", at::ones({in_.channels}, place.type), true, false},
          shift_{"shift", at::zeros({in_.planes()}, place.type), true, false},
          mean_{"running_mean", at::zeros({in_.planes()}, place.type), false, false},
          variance_{"running_variance", at::ones({in_.channels}, place.type), false, false} {}

    at::Tensor forward(const at::Tensor& x, const Pass& pass) override {
        if (in_.field == Field::real)
            return at::batch_norm(x, scale_.value, shift_.value, mean_.value, variance_.value, pass.is_training,
                                  momentum, epsilon, false);
        if (pass.is_training) return of_batch(x);
        const at::Tensor mean = mean_.value, variance = variance_.value;
        const at::Tensor factor = factor_of(variance);
        return x * placed(factor) + placed(shift_.value - mean * factor);
    }

    StateShape shape() const override { return in_; }
    Role role() const override { return Role::normalisation; }
    std::vector<Parameter*> parameters() override { return {&scale_, &shift_, &mean_, &variance_}; }

    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        if (in_.field == Field::complex) {
            // Fixed once learned: each plane times a factor, plus a shift.
            OnnxWaves waves(nodes, name, in_);
            const at::Tensor factor = factor_of(variance_.value), shift = shift_.value - mean_.value * factor;
            const std::string scaled = waves.node("Mul", "scaled", {x, waves.channels("factor", factor)});
            return nodes.node("Add", name, {scaled, waves.channels("offset", shift)});
        }
        std::vector<std::string> inputs = {x};
        for (const Parameter* p : {&scale_, &shift_, &mean_, &variance_})
            inputs.push_back(nodes.tensor(name + "." + p->name, p->value));
        return nodes.node("BatchNormalization", name, inputs, {onnx_number("epsilon", epsilon)});
    }

  private:
    /// γ / √(σ² + ε), one a plane.
    at::Tensor factor_of(const at::Tensor& variance) const {
        return (scale_.value * at::rsqrt(variance + epsilon)).repeat_interleave(2);
    }
    at::Tensor placed(const at::Tensor& planes) const { return in_.size.empty() ? planes : planes.view({-1, 1, 1}); }

    /// By μ [2C] and <|ψ - μ|²> [C] of the batch; the running ones follow (with n / (n - 1), as everywhere).
    at::Tensor of_batch(const at::Tensor& x) {
        const Normalised done = normalised(x, scale_.value, shift_.value, epsilon);
        const at::NoGradGuard fixed;
        const double n = static_cast<double>(x.numel() / in_.planes());
        mean_.value.lerp_(done.mean, momentum);
        variance_.value.lerp_(done.variance * (n / std::max(n - 1, 1.)), momentum);
        return done.planes;
    }

    StateShape in_;
    Parameter scale_, shift_, mean_, variance_;
};

std::unique_ptr<NetworkLayer> make_norm(const LayerText& text, const LayerPlace& place) {
    LayerWords(text, place).end();
    return std::make_unique<BatchNorm>(place);
}

const LayerKind norm{.info = {.name = "norm",
                              .form = "norm",
                              .summary = "batch normalisation, with learned scale and shift",
                              .formula = "γ (ψ - μ) / √(<|ψ - μ|²> + ε) + β",
                              .reference = "S. Ioffe, C. Szegedy (ICML 2015)"},
                     .make = make_norm};
const Registered<LayerKind> norm_entry{norm};

}  // namespace
}  // namespace blackbody

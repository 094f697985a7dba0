/// hidden and rbm: Boltzmann machines as layers. Their visible units are what comes in; hidden units are 0 or 1 and
/// summed out, so that what leaves is exact. Learned by the gradient of a cost like any other, or as machines
/// (training/networks/machine_stage.h), which alone moves `visible`.
#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/onnx_waves.h"
#include "blackbody/systems/layered/layers/weights.h"

namespace blackbody {
namespace {

/// What both have: W between what comes in and the hidden units, and the units' own parameters.
class MachineLayer : public NetworkLayer {
  public:
    MachineLayer(std::int64_t hidden, bool has_bits, const LayerPlace& place) : in_(place.in) {
        const std::int64_t inputs = in_.channels * in_.positions();
        require_room(place, static_cast<double>(hidden) * static_cast<double>(inputs));
        weight_ = {"weight", normal_tensor({hidden, inputs}, 1 / std::sqrt(static_cast<double>(inputs)), place)};
        bias_ = {"bias", at::zeros({hidden}, place.type), true, false};
        visible_ = {"visible", at::zeros({has_bits ? 1 : 2, inputs}, place.type), false, false};
        if (!has_bits) visible_.value[1].fill_(1);
    }

    Role role() const override { return Role::nonlinearity; }
    std::vector<Parameter*> parameters() override { return {&weight_, &bias_, &visible_}; }
    double multiplications() const override { return static_cast<double>(weight_.value.numel()); }
    std::optional<Interaction> interaction() const override {
        return Interaction{.kind = Interaction::Kind::linear, .name = name + ".weight", .weight = weight_.value};
    }
    void replace_weight(const at::Tensor& weight) override { weight_.value = weight.clone(); }

  protected:
    /// c + v W, [N, H].
    at::Tensor field(const at::Tensor& x) const {
        return at::linear(in_.size.empty() ? x : x.flatten(1), weight_.value, bias_.value);
    }
    std::string write_field(OnnxWaves& waves, std::string x) const {
        if (!in_.size.empty()) x = waves.node("Flatten", "flat", {x}, {onnx_integer("axis", 1)});
        return waves.node("Gemm", "field",
                          {x, waves.tensor("weight", weight_.value), waves.tensor("bias", bias_.value)},
                          {onnx_integer("transB", 1)});
    }

    StateShape in_;
    Parameter weight_, bias_;
    Parameter visible_;  ///< θ of the units that come in: [1, V] bits, [2, V] Gaussian (bias, stiffness)
};

class Hidden : public MachineLayer {
  public:
    using MachineLayer::MachineLayer;
    at::Tensor forward(const at::Tensor& x, const Pass&) override { return at::sigmoid(field(x)); }
    StateShape shape() const override { return {Field::real, bias_.value.numel(), {}}; }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        OnnxWaves waves(nodes, name, in_);
        return nodes.node("Sigmoid", name, {write_field(waves, x)});
    }
};

class Labelled : public MachineLayer {
  public:
    Labelled(std::int64_t classes, std::int64_t hidden, bool has_bits, const LayerPlace& place)
        : MachineLayer(hidden, has_bits, place) {
        labels_ = {"labels", normal_tensor({classes, hidden}, 1 / std::sqrt(static_cast<double>(hidden)), place)};
        label_bias_ = {"label_bias", at::zeros({classes}, place.type), true, false};
    }
    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        return at::softplus(field(x).unsqueeze(1) + labels_.value).sum(2) + label_bias_.value;
    }
    StateShape shape() const override { return {Field::real, label_bias_.value.numel(), {}}; }
    std::vector<Parameter*> parameters() override { return {&weight_, &bias_, &labels_, &label_bias_, &visible_}; }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        OnnxWaves waves(nodes, name, in_);
        const std::string field =
            waves.node("Unsqueeze", "wide", {write_field(waves, x), waves.shape_tensor("axis", {1})});
        const std::string on =
            waves.node("Softplus", "on", {waves.node("Add", "fields", {field, waves.tensor("labels", labels_.value)})});
        const std::string sum =
            waves.node("ReduceSum", "sum", {on, waves.shape_tensor("hidden", {2})}, {onnx_integer("keepdims", 0)});
        return nodes.node("Add", name, {sum, waves.tensor("label_bias", label_bias_.value)});
    }

  private:
    Parameter labels_, label_bias_;
};

void needs_real(const LayerWords& words, const LayerPlace& place) {
    if (place.in.field == Field::complex) words.refuse("a real state; intensity or modulus measures", "a complex one");
}

std::unique_ptr<NetworkLayer> make_hidden(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const std::int64_t hidden = words.number("how many hidden units");
    const bool has_bits = words.has("bits");
    words.end();
    needs_real(words, place);
    return std::make_unique<Hidden>(hidden, has_bits, place);
}

std::unique_ptr<NetworkLayer> make_rbm(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const std::int64_t classes = words.number("how many classes"), hidden = words.number_after("hidden", 100);
    const bool has_bits = words.has("bits");
    words.end();
    needs_real(words, place);
    require_room(place, static_cast<double>(classes) * static_cast<double>(hidden));
    return std::make_unique<Labelled>(classes, hidden, has_bits, place);
}

const LayerKind hidden{.info = {.name = "hidden",
                                .form = "hidden UNITS [bits]",
                                .summary = "hidden units of an RBM: the probability that each is on; with `bits` what "
                                           "comes in is the probability of a bit, else a Gaussian unit",
                                .formula = "p(h_j = 1 | v) = 1 / (1 + e^-(c_j + Σ_i v_i w_ij))",
                                .reference = "G. Hinton, R. Salakhutdinov, Science 313, 504 (2006)"},
                       .make = make_hidden,
                       .counts_channels = true,
                       .is_machine = true};
const Registered<LayerKind> hidden_entry{hidden};

const LayerKind rbm{.info = {.name = "rbm",
                             .form = "rbm CLASSES [hidden N] [bits]",
                             .summary = "read-out: minus the free energy of each label in an RBM of labels and what "
                                        "comes in; its softmax is p(y | v) exactly (100 hidden units)",
                             .formula = "-F_y = d_y + Σ_j ln(1 + e^(c_j + U_yj + Σ_i v_i w_ij))",
                             .reference = "H. Larochelle, Y. Bengio, ICML (2008)"},
                    .make = make_rbm,
                    .counts_channels = true,
                    .is_machine = true};
const Registered<LayerKind> rbm_entry{rbm};

}  // namespace
}  // namespace blackbody

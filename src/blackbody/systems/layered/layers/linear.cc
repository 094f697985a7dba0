/// linear: every number that comes in, weighted and summed; positions count as channels.
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/onnx_waves.h"
#include "blackbody/systems/layered/layers/weights.h"
#include "blackbody/systems/layered/onnx_nodes.h"

namespace blackbody {
namespace {

class Linear : public NetworkLayer {
  public:
    Linear(std::int64_t channels, bool has_bias, const LayerPlace& place)
        : in_(place.in), out_{place.field, channels, {}}, has_bias_(has_bias) {
        weight_ = {"weight", first_weight({channels, inner()}, inner(), place)};
        if (has_bias) bias_ = {"bias", at::zeros({out_.planes()}, place.type), true, false};
    }

    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        const bool is_complex = out_.field == Field::complex;
        const at::Tensor w = is_complex ? acting_on_planes(weight_.value, in_.field) : weight_.value;
        return at::linear(flat(x), w, bias_.value);
    }

    StateShape shape() const override { return out_; }
    Role role() const override { return Role::linear; }
    std::vector<Parameter*> parameters() override {
        if (has_bias_) return {&weight_, &bias_};
        return {&weight_};
    }
    double multiplications() const override {
        const double products = in_.field == Field::complex ? 3 : out_.field == Field::complex ? 2 : 1;
        return products * static_cast<double>(out_.channels * inner());
    }
    std::optional<Interaction> interaction() const override {
        return Interaction{
            .kind = Interaction::Kind::linear, .name = name + ".weight", .weight = shown(weight_.value, out_.field)};
    }

    void replace_weight(const at::Tensor& weight) override { weight_.value = kept(weight, out_.field); }

    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        const at::Tensor w = out_.field == Field::complex ? acting_on_planes(weight_.value, in_.field) : weight_.value;
        std::string flat = x;
        if (!in_.size.empty() && in_.field == Field::complex) {
            OnnxWaves waves(nodes, name, in_);
            const auto apart = waves.shape_tensor("apart", {0, in_.channels, 2, in_.size[0], in_.size[1]});
            flat = waves.node("Transpose", "pairs", {waves.node("Reshape", "planes", {x, apart})},
                              {onnx_integers("perm", {0, 1, 3, 4, 2})});
        }
        if (!in_.size.empty()) flat = nodes.node("Flatten", name + ".flat", {flat}, {onnx_integer("axis", 1)});
        std::vector<std::string> inputs = {flat, nodes.tensor(name + ".weight", w)};
        if (has_bias_) inputs.push_back(nodes.tensor(name + ".bias", bias_.value));
        return nodes.node("Gemm", name, inputs, {onnx_integer("transB", 1)});
    }

  private:
    std::int64_t inner() const { return in_.channels * in_.positions(); }
    /// [N, C·Y·X] with C first, or waves [N, 2·C·Y·X] with Re and Im side by side.
    at::Tensor flat(const at::Tensor& x) const {
        if (in_.size.empty()) return x;
        if (in_.field == Field::real) return x.flatten(1);
        return x.unflatten(1, {in_.channels, 2}).permute({0, 1, 3, 4, 2}).flatten(1);
    }

    StateShape in_, out_;
    bool has_bias_;
    Parameter weight_, bias_;
};

std::unique_ptr<NetworkLayer> make_linear(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const std::int64_t channels = words.number("how many channels");
    const bool has_bias = !words.has("no-bias");
    words.end();
    return std::make_unique<Linear>(channels, has_bias, place);
}

const LayerKind linear{.info = {.name = "linear",
                                .form = "linear CHANNELS [no-bias]",
                                .summary = "every number that comes in, weighted and summed",
                                .formula = "y_o = Σ_i w_oi ψ_i + b_o"},
                       .make = make_linear,
                       .counts_channels = true};
const Registered<LayerKind> linear_entry{linear};

}  // namespace
}  // namespace blackbody

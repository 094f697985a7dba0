/// conv, depthwise: what comes in, multiplied with a kernel at every place and summed. A wave is scattered by it as by
/// a propagator: diagonal in the wave vector where the borders are joined (circular) and the stride is 1.
#include <ATen/ops/conv2d.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/pad.h>
#include <ATen/ops/zeros.h>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/onnx_waves.h"
#include "blackbody/systems/layered/layers/weights.h"
#include "blackbody/systems/layered/onnx_nodes.h"

namespace blackbody {
namespace {

struct Geometry {
    std::int64_t channels = 1, groups = 1, stride = 1;
    std::array<std::int64_t, 2> kernel{1, 1}, pad{0, 0};
    bool is_circular = false, has_bias = true;
};

class Convolution : public NetworkLayer {
  public:
    Convolution(const Geometry& g, const LayerPlace& place) : g_(g), in_(place.in), field_(place.field) {
        const std::int64_t inner = in_.channels / g.groups, fan_in = inner * g.kernel[0] * g.kernel[1];
        weight_ = {"weight", first_weight({g.channels, inner, g.kernel[0], g.kernel[1]}, fan_in, place)};
        if (g.has_bias) bias_ = {"bias", at::zeros({shape().planes()}, place.type), true, false};
    }

    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        const bool is_complex = field_ == Field::complex;
        const at::Tensor w = is_complex ? acting_on_planes(weight_.value, in_.field) : weight_.value;
        const at::Tensor framed =
            g_.is_circular ? at::pad(x, {g_.pad[1], g_.pad[1], g_.pad[0], g_.pad[0]}, "circular") : x;
        const std::array<std::int64_t, 2> stride{g_.stride, g_.stride}, none{0, 0}, one{1, 1};
        if (is_linear_at_each_place(w)) return at_each_place(framed, w);
        return at::conv2d(framed, w, bias_.value, stride, g_.is_circular ? none : g_.pad, one, g_.groups);
    }

    StateShape shape() const override {
        StateShape out{field_, g_.channels, {}};
        for (const int d : {0, 1}) out.size.push_back((in_.size[d] + 2 * g_.pad[d] - g_.kernel[d]) / g_.stride + 1);
        return out;
    }

    Role role() const override { return Role::linear; }

    std::vector<Parameter*> parameters() override {
        if (g_.has_bias) return {&weight_, &bias_};
        return {&weight_};
    }

    /// A complex product is counted as three real ones, as it can be made.
    double multiplications() const override {
        const double products = in_.field == Field::complex ? 3 : field_ == Field::complex ? 2 : 1;
        return products * static_cast<double>(g_.channels * (in_.channels / g_.groups) * g_.kernel[0] * g_.kernel[1] *
                                              shape().positions());
    }

    std::optional<Interaction> interaction() const override {
        Interaction acts{
            .kind = Interaction::Kind::convolution, .name = name + ".weight", .weight = shown(weight_.value, field_)};
        acts.groups = g_.groups, acts.stride = {g_.stride, g_.stride};
        acts.pads = {g_.pad[0], g_.pad[1], g_.pad[0], g_.pad[1]};
        acts.input_size = {in_.size[0], in_.size[1]};
        return acts;
    }

    void replace_weight(const at::Tensor& weight) override { weight_.value = kept(weight, field_); }

    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        const at::Tensor w = field_ == Field::complex ? acting_on_planes(weight_.value, in_.field) : weight_.value;
        const std::array<std::int64_t, 2> pad = g_.is_circular ? std::array<std::int64_t, 2>{0, 0} : g_.pad;
        const std::string framed = g_.is_circular ? onnx_circular(nodes, name, x, g_.pad) : x;
        std::vector<std::string> inputs = {framed, nodes.tensor(name + ".weight", w)};
        if (g_.has_bias) inputs.push_back(nodes.tensor(name + ".bias", bias_.value));
        return nodes.node("Conv", name, inputs,
                          {onnx_integers("kernel_shape", {g_.kernel[0], g_.kernel[1]}),
                           onnx_integers("strides", {g_.stride, g_.stride}),
                           onnx_integers("pads", {pad[0], pad[1], pad[0], pad[1]}), onnx_integer("group", g_.groups)});
    }

  private:
    /// A kernel of one place is a linear map at each place. oneDNN's gradient of it for AVX2 writes beyond the weight
    /// where channels are no multiple of 8 (seen in oneDNN of torch 2.13).
    bool is_linear_at_each_place(const at::Tensor& w) const {
        return g_.kernel == std::array<std::int64_t, 2>{1, 1} && g_.groups == 1 && (w.size(0) % 8 || w.size(1) % 8);
    }

    /// x [N, C, Y, X], w [O, C, 1, 1] -> [N, O, Y/stride, X/stride], channels last in memory.
    at::Tensor at_each_place(const at::Tensor& x, const at::Tensor& w) const {
        const at::Tensor kept = x.slice(2, 0, x.size(2), g_.stride).slice(3, 0, x.size(3), g_.stride);
        return at::linear(kept.permute({0, 2, 3, 1}), w.flatten(1), bias_.value).permute({0, 3, 1, 2});
    }

    Geometry g_;
    StateShape in_;
    Field field_;
    Parameter weight_, bias_;
};

/// What both kinds say behind their first words.
std::unique_ptr<NetworkLayer> finished(Geometry g, LayerWords& words, const LayerPlace& place) {
    g.stride = words.number_after("stride", 1);
    g.is_circular = words.has("circular");
    g.has_bias = !words.has("no-bias");
    const bool is_valid = words.has("valid");
    words.end();
    if (place.in.size.empty()) words.refuse("a picture", to_text(place.in) + " without positions");
    for (const int d : {0, 1}) {
        if (!is_valid && g.kernel[d] % 2 == 0) words.refuse("an odd kernel, or 'valid'", std::to_string(g.kernel[d]));
        g.pad[d] = is_valid ? 0 : g.kernel[d] / 2;
        const std::int64_t room = place.in.size[d] + (g.is_circular || is_valid ? 0 : 2 * g.pad[d]);
        if (g.kernel[d] > room)
            words.refuse("a kernel of at most " + std::to_string(room), std::to_string(g.kernel[d]));
    }
    return std::make_unique<Convolution>(g, place);
}

std::unique_ptr<NetworkLayer> make_conv(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    Geometry g{.channels = words.number("how many channels")};
    g.kernel = words.size();
    g.groups = words.number_after("groups", 1);
    if (g.channels % g.groups || place.in.channels % g.groups)
        words.refuse("groups that divide " + std::to_string(place.in.channels) + " and " + std::to_string(g.channels),
                     std::to_string(g.groups));
    return finished(g, words, place);
}

std::unique_ptr<NetworkLayer> make_depthwise(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    Geometry g{.channels = place.in.channels, .groups = place.in.channels, .kernel = words.size()};
    return finished(g, words, place);
}

const LayerKind conv{.info = {.name = "conv",
                              .form = "conv CHANNELS SIZE [stride N] [groups N] [circular|valid] [no-bias]",
                              .summary = "convolution, zeros around the picture so that it keeps its size",
                              .formula = "y_o(x) = Σ_i Σ_r w_oi(r) ψ_i(x + r) + b_o",
                              .reference = "Y. LeCun et al., Proc. IEEE 86, 2278 (1998)"},
                     .make = make_conv,
                     .counts_channels = true};
const Registered<LayerKind> conv_entry{conv};

const LayerKind depthwise{.info = {.name = "depthwise",
                                   .form = "depthwise SIZE [stride N] [circular|valid] [no-bias]",
                                   .summary = "convolution of each channel with a kernel of its own",
                                   .formula = "y_c(x) = Σ_r w_c(r) ψ_c(x + r) + b_c",
                                   .reference = "F. Chollet, Xception (CVPR 2017)"},
                          .make = make_depthwise};
const Registered<LayerKind> depthwise_entry{depthwise};

}  // namespace
}  // namespace blackbody

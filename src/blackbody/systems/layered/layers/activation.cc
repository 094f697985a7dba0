/// relu and its like over the real numbers; excitations of waves (../activations.h) over the complex ones.
#include <ATen/ops/abs.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sign.h>
#include <ATen/ops/square.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>

#include "blackbody/systems/layered/activations.h"
#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/onnx_waves.h"

namespace blackbody {
namespace {

/// Of each real number by itself; of a wave, of Re and Im by themselves.
struct RealFunction {
    const char *name, *onnx, *formula;
    at::Tensor (*apply)(const at::Tensor&);
};
const RealFunction functions[] = {{"relu", "Relu", "max(0, x)", [](const at::Tensor& x) { return at::relu(x); }},
                                  {"tanh", "Tanh", "tanh x", [](const at::Tensor& x) { return at::tanh(x); }},
                                  {"abs", "Abs", "|x|", [](const at::Tensor& x) { return at::abs(x); }},
                                  {"sign", "Sign", "x / |x|", [](const at::Tensor& x) { return at::sign(x); }},
                                  {"gelu", "", "x Φ(x)", [](const at::Tensor& x) { return at::gelu(x); }},
                                  {"square", "", "x²", [](const at::Tensor& x) { return at::square(x); }}};

class RealActivation : public NetworkLayer {
  public:
    RealActivation(const RealFunction& function, const StateShape& in) : function_(function), in_(in) {}
    at::Tensor forward(const at::Tensor& x, const Pass&) override { return function_.apply(x); }
    bool is_rectifier() const override { return in_.field == Field::real && std::string(function_.name) == "relu"; }
    StateShape shape() const override { return in_; }
    Role role() const override { return Role::nonlinearity; }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        if (std::string(function_.name) == "square") return nodes.node("Mul", name, {x, x});
        if (*function_.onnx == 0) return NetworkLayer::write(nodes, x);
        return nodes.node(function_.onnx, name, {x});
    }

  private:
    const RealFunction& function_;
    StateShape in_;
};

class Excitation : public NetworkLayer {
  public:
    Excitation(const WaveActivation& kind, const LayerPlace& place) : kind_(kind), in_(place.in) {
        if (kind.has_level) level_ = {"level", at::zeros({in_.channels}, place.type), true, false};
    }
    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        if (kind_.on_planes) return kind_.on_planes(x, level_.value);
        std::vector<std::int64_t> broadcast{in_.channels};
        if (!in_.size.empty()) broadcast.insert(broadcast.end(), {1, 1});
        const at::Tensor y =
            kind_.apply(complex_view(x), kind_.has_level ? level_.value.view(broadcast) : at::Tensor());
        return kind_.is_measurement ? y : planes_of(y);
    }
    /// From Re, Im and |z|; the smallest modulus is 1e-30, so that nothing divides by 0.
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        OnnxWaves waves(nodes, name, in_);
        const OnnxWaves::Parts z = waves.parts(x);
        const std::string square = waves.intensity(z);
        if (kind_.name == "intensity") return nodes.node("Identity", name, {square});
        const std::string r = waves.node("Sqrt", "modulus", {square});
        if (kind_.name == "modulus") return nodes.node("Identity", name, {r});
        const std::string safe = waves.node("Max", "safe", {r, waves.number("least", 1e-30)});
        std::string factor;
        if (kind_.name == "modrelu") {
            const std::string open = waves.node("Add", "open", {r, waves.channels("level", level_.value)});
            factor = waves.node("Div", "factor", {waves.node("Relu", "passed", {open}), safe});
        } else if (kind_.name == "cardioid") {
            const std::string cosine = waves.node("Div", "cosine", {z.re, safe});
            const std::string more = waves.node("Add", "more", {cosine, waves.number("one", 1)});
            factor = waves.node("Mul", "factor", {more, waves.number("half", .5)});
        } else {
            return NetworkLayer::write(nodes, x);
        }
        return waves.joined({waves.node("Mul", "out_re", {z.re, factor}), waves.node("Mul", "out_im", {z.im, factor})},
                            in_, name);
    }
    StateShape shape() const override {
        return {kind_.is_measurement ? Field::real : Field::complex, in_.channels, in_.size};
    }
    Role role() const override { return Role::nonlinearity; }
    std::vector<Parameter*> parameters() override {
        if (kind_.has_level) return {&level_};
        return {};
    }

  private:
    const WaveActivation& kind_;
    StateShape in_;
    Parameter level_;
};

std::unique_ptr<NetworkLayer> make_activation(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    words.end();
    // relu of a wave is crelu: the same of both parts.
    const std::string name = text.name == "crelu" ? "relu" : text.name;
    for (const RealFunction& function : functions)
        if (name == function.name) return std::make_unique<RealActivation>(function, place.in);
    if (place.in.field == Field::real) words.refuse("a complex state", "a real one");
    return std::make_unique<Excitation>(find_wave_activation(text.name), place);
}

/// Of every excitation, since each opens and shuts with what comes in.
std::vector<LayerText> rectifier(const LayerText&) { return {{"relu", {}}}; }

LayerKind kind_of(const std::string& name, const std::string& formula, const std::string& summary,
                  const std::string& reference) {
    return {.info = {.name = name, .form = name, .summary = summary, .formula = formula, .reference = reference},
            .make = make_activation};
}

/// A kind for each function and each excitation.
std::vector<const LayerKind*> all_kinds() {
    static const std::vector<LayerKind> kinds = [] {
        std::vector<LayerKind> made;
        for (const RealFunction& f : functions)
            made.push_back(kind_of(f.name, f.formula, "of each real number; of waves, of Re and Im", ""));
        for (const WaveActivation* a : wave_activations()) {
            made.push_back(kind_of(a->name, a->formula, "excitation of waves", a->reference));
            made.back().real_baseline = rectifier;
        }
        return made;
    }();
    std::vector<const LayerKind*> all;
    for (const LayerKind& kind : kinds) all.push_back(&kind);
    return all;
}
const LayerFamily family{all_kinds};
const Registered<LayerFamily> family_entry{family};

}  // namespace
}  // namespace blackbody

/// pool, global: many places become one. What a detector of finite size does to a wave is a choice: see the kinds.
#include <ATen/TensorOperators.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/square.h>

#include "blackbody/systems/layered/activations.h"
#include "blackbody/systems/layered/fused.h"
#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/onnx_waves.h"

namespace blackbody {
namespace {

/// |ψ|² or x², real [N, C, Y, X].
at::Tensor intensity(const at::Tensor& x, Field field) {
    if (field == Field::real) return at::square(x);
    return at::square(x).unflatten(1, {-1, 2}).sum(2);
}

class Pool : public NetworkLayer {
  public:
    Pool(std::array<std::int64_t, 2> window, std::int64_t stride, std::string kind, const StateShape& in)
        : window_(window), stride_{stride, stride}, kind_(std::move(kind)), in_(in) {
        if (stride == 0) stride_ = window_;
    }

    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        if (kind_ == "average") return at::avg_pool2d(x, window_, stride_);
        if (kind_ == "modulus") return at::avg_pool2d(modulus_of(x), window_, stride_);
        if (kind_ == "l2") return (at::avg_pool2d(intensity(x, in_.field), window_, stride_) + tiny).sqrt();
        if (in_.field == Field::real) return at::max_pool2d(x, window_, stride_);
        return complex_max_pool(x, window_, stride_);
    }
    at::Tensor forward_rectified(const at::Tensor& x, const Pass&) override {
        return kind_ == "max" && in_.field == Field::real ? rectified_pool(x, window_, stride_) : at::Tensor();
    }

    StateShape shape() const override {
        StateShape out{kind_ == "l2" || kind_ == "modulus" ? Field::real : in_.field, in_.channels, {}};
        for (const int d : {0, 1}) out.size.push_back((in_.size[d] - window_[d]) / stride_[d] + 1);
        return out;
    }

    Role role() const override { return Role::pooling; }

    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        const std::vector<OnnxAttribute> geometry = {onnx_integers("kernel_shape", {window_[0], window_[1]}),
                                                     onnx_integers("strides", {stride_[0], stride_[1]})};
        if (kind_ == "average") return nodes.node("AveragePool", name, {x}, geometry);
        if (in_.field == Field::complex) return write_waves(nodes, x, geometry);
        if (kind_ == "max") return nodes.node("MaxPool", name, {x}, geometry);
        if (kind_ == "modulus")
            return nodes.node("AveragePool", name, {nodes.node("Abs", name + ".modulus", {x})}, geometry);
        const std::string mean =
            nodes.node("AveragePool", name + ".mean", {nodes.node("Mul", name + ".square", {x, x})}, geometry);
        return nodes.node("Sqrt", name, {mean});
    }

  private:
    static constexpr double tiny = 1e-12;

    /// Intensities are pooled, and ψ is taken where they are largest: MaxPool says at which number of all values.
    std::string write_waves(OnnxNodes& nodes, const std::string& x, const std::vector<OnnxAttribute>& geometry) const {
        OnnxWaves waves(nodes, name, in_);
        const OnnxWaves::Parts z = waves.parts(x);
        const std::string square = waves.intensity(z);
        if (kind_ == "modulus")
            return nodes.node("AveragePool", name, {waves.node("Sqrt", "modulus", {square})}, geometry);
        if (kind_ == "l2") return nodes.node("Sqrt", name, {waves.node("AveragePool", "mean", {square}, geometry)});
        const std::string where = waves.second("MaxPool", "max_pool", square, geometry);
        const std::string all = waves.shape_tensor("all", {-1});
        const auto taken = [&](const std::string& part, const char* what) {
            const std::string flat = waves.node("Reshape", std::string(what) + "_all", {part, all});
            return waves.node("Gather", std::string(what) + "_there", {flat, where}, {onnx_integer("axis", 0)});
        };
        return waves.joined({taken(z.re, "re"), taken(z.im, "im")}, shape(), name);
    }

    at::Tensor modulus_of(const at::Tensor& x) const {
        return in_.field == Field::real ? x.abs() : modulus(complex_view(x));
    }

    std::array<std::int64_t, 2> window_, stride_;
    std::string kind_;
    StateShape in_;
};

class Global : public NetworkLayer {
  public:
    Global(std::string kind, const StateShape& in) : kind_(std::move(kind)), in_(in) {}
    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        if (kind_ == "average") return x.mean({2, 3});
        return intensity(x, in_.field).mean({2, 3});
    }
    StateShape shape() const override { return {kind_ == "average" ? in_.field : Field::real, in_.channels, {}}; }
    Role role() const override { return Role::pooling; }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        std::string of = x;
        if (kind_ != "average" && in_.field == Field::complex) {
            OnnxWaves waves(nodes, name, in_);
            of = waves.intensity(waves.parts(x));
        } else if (kind_ != "average") {
            of = nodes.node("Mul", name + ".square", {x, x});
        }
        return nodes.node("Flatten", name, {nodes.node("GlobalAveragePool", name + ".mean", {of})},
                          {onnx_integer("axis", 1)});
    }

  private:
    std::string kind_;
    StateShape in_;
};

std::unique_ptr<NetworkLayer> make_pool(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const auto window = words.size();
    const std::int64_t stride = words.number_after("stride", 0);
    const std::string kind = words.one_of({"max", "average", "l2", "modulus"});
    words.end();
    words.needs_picture();
    for (const int d : {0, 1})
        if (window[d] > place.in.size[d])
            words.refuse("a window of at most " + std::to_string(place.in.size[d]), std::to_string(window[d]));
    return std::make_unique<Pool>(window, stride, kind, place.in);
}

std::unique_ptr<NetworkLayer> make_global(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const std::string kind = words.one_of({"average", "intensity"});
    words.end();
    words.needs_picture();
    return std::make_unique<Global>(kind, place.in);
}

const LayerKind pool{
    .info = {.name = "pool",
             .form = "pool SIZE [max|average|l2|modulus] [stride N]",
             .summary =
                 "the largest (of waves: complex max pooling), the mean, the root of the mean square, the mean modulus",
             .formula = "max x; ψ at max |ψ|²; <x>; √<|x|²>; <|x|>",
             .reference = "H. Leterme et al. (2022), arXiv:2209.11740: max pooling and the modulus"},
    .make = make_pool};
const Registered<LayerKind> pool_entry{pool};

const LayerKind global{.info = {.name = "global",
                                .form = "global [average|intensity]",
                                .summary = "the mean over all positions, or that of |x|²",
                                .formula = "<x>, <|x|²>"},
                       .make = make_global,
                       .real_baseline = [](const LayerText&) {
                           return std::vector<LayerText>{{"global", {}}};
                       }};
const Registered<LayerKind> global_entry{global};

}  // namespace
}  // namespace blackbody

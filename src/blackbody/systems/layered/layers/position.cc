/// coordinates, momenta: the neuron that knows where it is. A network of circular convolutions of stride 1 commutes
/// with translations and cannot read the operator x; these channels show it.
///
///   coordinates   y and x in [-1, 1]; `random`: two fixed random channels instead (the control that has no order)
///   momenta K     e^{i(k_y y + k_x x)} of K learned wave vectors [rad/px] (real: cos and sin), eigenstates of momentum
///
/// They are appended to what comes in. Ref: R. Liu et al., CoordConv (NeurIPS 2018).
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/weights.h"
#include "blackbody/systems/layered/onnx_nodes.h"

namespace blackbody {
namespace {

/// Behind the planes x, the planes `extra` [K, Y, X] for each sample.
at::Tensor appended(const at::Tensor& x, const at::Tensor& extra) {
    const at::Tensor all = extra.unsqueeze(0).expand({x.size(0), -1, -1, -1});
    return at::cat({x, all}, 1).contiguous(at::MemoryFormat::ChannelsLast);
}

/// The same as ONNX nodes.
std::string append(OnnxNodes& nodes, const std::string& name, const std::string& x, const at::Tensor& extra) {
    const auto whole = [&](const std::string& what, const at::Tensor& values) {
        return nodes.tensor(name + "." + what, values.to(at::kLong));
    };
    const at::Tensor zero = at::zeros({1});
    const std::string
        samples = nodes.node("Slice", name + ".samples",
                             {nodes.node("Shape", name + ".shape", {x}), whole("zero", zero), whole("one", zero + 1)}),
        size = nodes.node(
            "Concat", name + ".size",
            {samples,
             whole("of_each", at::stack({zero + extra.size(0), zero + extra.size(1), zero + extra.size(2)}).flatten())},
            {onnx_integer("axis", 0)});
    const std::string all =
        nodes.node("Expand", name + ".all", {nodes.tensor(name + ".extra", extra.unsqueeze(0)), size});
    return nodes.node("Concat", name, {x, all}, {onnx_integer("axis", 1)});
}

class Coordinates : public NetworkLayer {
  public:
    Coordinates(bool is_random, const LayerPlace& place) : in_(place.in) {
        const std::int64_t height = in_.size[0], width = in_.size[1];
        require_room(place, 2 * static_cast<double>(in_.positions()));
        // One place alone stands in the middle.
        const auto axis = [&](std::int64_t n) {
            return n > 1 ? at::linspace(-1, 1, n, place.type) : at::zeros({1}, place.type);
        };
        at::Tensor both = at::stack(
            {axis(height).unsqueeze(1).expand({height, width}), axis(width).unsqueeze(0).expand({height, width})});
        if (is_random) both = normal_tensor(both.sizes(), std::sqrt(1. / 3), place);
        if (in_.field == Field::complex) both = at::stack({both, at::zeros_like(both)}, 1).flatten(0, 1);
        fixed_ = {"fixed", both.contiguous(), false, false};
    }
    at::Tensor forward(const at::Tensor& x, const Pass&) override { return appended(x, fixed_.value); }
    StateShape shape() const override { return {in_.field, in_.channels + 2, in_.size}; }
    Role role() const override { return Role::other; }
    std::vector<Parameter*> parameters() override { return {&fixed_}; }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        return append(nodes, name, x, fixed_.value);
    }

  private:
    StateShape in_;
    Parameter fixed_;
};

class Momenta : public NetworkLayer {
  public:
    Momenta(std::int64_t count, const LayerPlace& place) : in_(place.in), count_(count) {
        // A few turns over the picture.
        const auto most = static_cast<double>(std::max(in_.size[0], in_.size[1]));
        vectors_ = {"wave_vectors", normal_tensor({count, 2}, 2 * std::numbers::pi / most, place), true, false};
    }
    at::Tensor forward(const at::Tensor& x, const Pass&) override { return appended(x, waves()); }
    StateShape shape() const override { return {in_.field, in_.channels + count_ * real_parts(), in_.size}; }
    Role role() const override { return Role::other; }
    std::vector<Parameter*> parameters() override { return {&vectors_}; }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        return append(nodes, name, x, waves().detach());
    }

  private:
    std::int64_t real_parts() const { return in_.field == Field::real ? 2 : 1; }
    /// cos and sin side by side [2K, Y, X]: complex numbers, or two real channels.
    at::Tensor waves() const {
        const auto places = [&](int d) { return at::arange(in_.size[d], vectors_.value.scalar_type()); };
        const at::Tensor k = vectors_.value.view({-1, 2, 1, 1});
        const at::Tensor angle = k.select(1, 0) * places(0).unsqueeze(1) + k.select(1, 1) * places(1);
        return at::stack({angle.cos(), angle.sin()}, 1).flatten(0, 1);
    }
    StateShape in_;
    std::int64_t count_;
    Parameter vectors_;
};

std::unique_ptr<NetworkLayer> make_coordinates(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const bool is_random = words.has("random");
    words.end();
    words.needs_picture();
    return std::make_unique<Coordinates>(is_random, place);
}

std::unique_ptr<NetworkLayer> make_momenta(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const std::int64_t count = words.number("how many wave vectors");
    words.end();
    words.needs_picture();
    return std::make_unique<Momenta>(count, place);
}

const LayerKind coordinates{.info = {.name = "coordinates",
                                     .form = "coordinates [random]",
                                     .summary = "two more channels: where each place is, or fixed random numbers",
                                     .formula = "(ψ, y, x)",
                                     .reference = "R. Liu et al., CoordConv (NeurIPS 2018)"},
                            .make = make_coordinates};
const Registered<LayerKind> coordinates_entry{coordinates};

const LayerKind momenta{.info = {.name = "momenta",
                                 .form = "momenta COUNT",
                                 .summary = "more channels: plane waves of learned wave vectors (real: cos and sin)",
                                 .formula = "(ψ, e^{ik·x})",
                                 .reference = "A. Rahimi, B. Recht (NIPS 2007): random Fourier features, here learned"},
                        .make = make_momenta};
const Registered<LayerKind> momenta_entry{momenta};

}  // namespace
}  // namespace blackbody

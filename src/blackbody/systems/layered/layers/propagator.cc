/// propagator: each channel of a wave, multiplied in k-space. It is diagonal in the wave vector: a plane wave stays the
/// plane wave it was, times T(k). A ring in both directions: borders are joined.
///
///   ψ'(k) = T_c(k) ψ(k),   ψ(k) = Σ_x ψ(x) e^{-ik·x}
///
///   propagator            T_c(k) learned, first of modulus 1 with a random phase: nothing is lost until it learns to
///   propagator unitary    T_c(k) = e^{iθ_c(k)}, θ learned: nothing is ever lost
///   propagator SIZE       T_c(k) = Σ_r w_c(r) e^{ik·r} of a learned kernel w of this size, drawn in x
///   propagator free TIME  T(k) = e^{-i TIME ε(k)}, ε = 4 - 2 cos k_y - 2 cos k_x: a free particle on a lattice, fixed
///
/// Channels do not mix: that is what a convolution of size 1x1 is for. A *potential* is diagonal in x instead.
/// Ref: R. Feynman, A. Hibbs, Quantum Mechanics and Path Integrals, chapters 3 and 4.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/fft_fft2.h>
#include <ATen/ops/fft_ifft2.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/view_as_complex.h>
#include <ATen/ops/view_as_real.h>

#include <cmath>
#include <numbers>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/weights.h"

namespace blackbody {
namespace {

using std::numbers::pi;

enum class Way { waves, unitary, kernel, free };

at::Tensor phase(const at::Tensor& angle) { return at::complex(angle.cos(), angle.sin()); }

class Propagator : public NetworkLayer {
  public:
    Propagator(Way way, std::array<std::int64_t, 2> kernel, const LayerPlace& place) : in_(place.in), way_(way) {
        const std::int64_t c = in_.channels;
        if (way == Way::kernel) {
            weight_ = {"weight", first_weight({c, kernel[0], kernel[1]}, kernel[0] * kernel[1], place)};
            return;
        }
        const at::Tensor angle = pi * uniform({c, in_.size[0], in_.size[1]}, place);
        if (way == Way::unitary) weight_ = {"phase", angle, true, false};
        if (way == Way::waves) weight_ = {"weight", at::stack({angle.cos(), angle.sin()}, -1)};
    }
    /// A free particle.
    Propagator(double time, const LayerPlace& place) : in_(place.in), way_(Way::free) {
        require_room(place, static_cast<double>(in_.positions()));
        const auto energy = [&](int d) {
            const double step = 2 * pi / static_cast<double>(in_.size[d]);
            return 2 - 2 * (at::arange(in_.size[d], at::kDouble) * step).cos();
        };
        const at::Tensor angle = -time * (energy(0).unsqueeze(1) + energy(1));
        weight_ = {"phase", angle.unsqueeze(0).to(place.type), false, false};
    }

    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        return planes_of(at::fft_ifft2(at::fft_fft2(complex_view(x)) * transfer()));
    }
    StateShape shape() const override { return in_; }
    Role role() const override { return Role::linear; }
    std::vector<Parameter*> parameters() override { return {&weight_}; }
    /// Of two fast Fourier transforms, 2 M log2 M real products each, and three for each complex product.
    double multiplications() const override {
        const auto places = static_cast<double>(in_.positions());
        return static_cast<double>(in_.channels) * places * (4 * std::log2(places) + 3);
    }

    /// Its kernel in x: what was learned, or what is learned in k, on the whole lattice with r = 0 in the middle. A
    /// unitary one and a free particle have phases and no weights.
    std::optional<Interaction> interaction() const override {
        if (way_ != Way::kernel && way_ != Way::waves) return std::nullopt;
        at::Tensor w = at::view_as_complex(weight_.value.detach());
        if (way_ == Way::waves)
            w = (at::fft_fft2(w) / static_cast<double>(in_.positions())).roll({middle(0), middle(1)}, {1, 2});
        Interaction acts{.kind = Interaction::Kind::convolution, .name = name + ".weight", .weight = w.unsqueeze(1)};
        acts.groups = in_.channels, acts.input_size = {in_.size[0], in_.size[1]};
        const std::int64_t rows = w.size(1), columns = w.size(2);
        acts.pads = {rows / 2, columns / 2, (rows - 1) / 2, (columns - 1) / 2};
        return acts;
    }
    void replace_weight(const at::Tensor& weight) override {
        at::Tensor w = weight.squeeze(1);
        if (way_ == Way::waves)
            w = at::fft_ifft2(w.roll({-middle(0), -middle(1)}, {1, 2})) * static_cast<double>(in_.positions());
        weight_.value = at::view_as_real(w).clone();
    }

  private:
    std::int64_t middle(int d) const { return in_.size[d] / 2; }
    static at::Tensor uniform(at::IntArrayRef sizes, const LayerPlace& place) {
        require_room(place, static_cast<double>(place.in.channels * place.in.positions()));
        at::Tensor values = at::empty(sizes, at::kDouble);
        double* const v = values.mutable_data_ptr<double>();
        for (std::int64_t i = 0; i < values.numel(); ++i) v[i] = 2 * place.random->uniform() - 1;
        return values.to(place.type);
    }
    /// T [C or 1, Y, X].
    at::Tensor transfer() const {
        if (way_ == Way::unitary || way_ == Way::free) return phase(weight_.value);
        const at::Tensor w = at::view_as_complex(weight_.value);
        if (way_ == Way::waves) return w;
        // The kernel's middle at the origin; a sum with e^{+ik·r}, as a convolution of networks is a correlation.
        const std::int64_t rows = w.size(1), columns = w.size(2);
        const at::Tensor framed = at::constant_pad_nd(w, {0, in_.size[1] - columns, 0, in_.size[0] - rows})
                                      .roll({-(rows / 2), -(columns / 2)}, {1, 2});
        return at::fft_ifft2(framed) * static_cast<double>(in_.positions());
    }

    StateShape in_;
    Way way_;
    Parameter weight_;
};

std::unique_ptr<NetworkLayer> make_propagator(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const bool is_free = words.has("free"), is_unitary = words.has("unitary");
    const bool is_kernel = !is_free && !is_unitary && !words.empty();
    const double time = is_free ? words.real("a time") : 0;
    const auto kernel = is_kernel ? words.size() : std::array<std::int64_t, 2>{1, 1};
    words.end();
    words.needs_waves();
    words.needs_picture();
    for (const int d : {0, 1})
        if (kernel[d] > place.in.size[d])
            words.refuse("a kernel of at most " + std::to_string(place.in.size[d]), std::to_string(kernel[d]));
    if (is_free) return std::make_unique<Propagator>(time, place);
    const Way way = is_unitary ? Way::unitary : is_kernel ? Way::kernel : Way::waves;
    return std::make_unique<Propagator>(way, kernel, place);
}

const LayerKind propagator{.info = {.name = "propagator",
                                    .form = "propagator [unitary | SIZE | free TIME]",
                                    .summary = "each channel of a wave, multiplied in k-space; borders are joined",
                                    .formula = "ψ'(k) = T_c(k) ψ(k)",
                                    .reference = "R. Feynman, A. Hibbs, Quantum Mechanics and Path Integrals (1965)"},
                           .make = make_propagator};
const Registered<LayerKind> propagator_entry{propagator};

}  // namespace
}  // namespace blackbody

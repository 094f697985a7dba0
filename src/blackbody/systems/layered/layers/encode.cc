/// encode: a real picture as a wave function.
///
///   amplitude   ψ = x                        all in phase; what a convolution of a real input begins with anyway
///   analytic    ψ = x + i H x, H = Hilbert    each row without its waves to the left (k_x < 0): phases are those of x
///   phase       ψ = e^{iπx}                  |ψ| = 1 everywhere; 0 and 1 are opposite
///
/// The analytic signal is taken on a ring: a row's ends meet. Re ψ = x, and |ψ| is the envelope of x.
/// Ref: D. Gabor, J. IEE 93, 429 (1946).
#include <ATen/TensorOperators.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/fft_fft.h>
#include <ATen/ops/fft_ifft.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros_like.h>

#include <numbers>

#include "blackbody/systems/layered/layer_words.h"

namespace blackbody {
namespace {

/// 1 for what is there once (k = 0 and the highest of an even ring), 2 for k > 0, 0 for k < 0.
at::Tensor one_sided(std::int64_t points) {
    at::Tensor factor = at::ones({points}, at::kDouble);
    double* const f = factor.mutable_data_ptr<double>();
    for (std::int64_t k = 1; k < points; ++k) f[k] = 2 * k < points ? 2 : 2 * k == points ? 1 : 0;
    return factor;
}

class Encoding : public NetworkLayer {
  public:
    Encoding(std::string kind, const StateShape& in) : kind_(std::move(kind)), in_(in) {}
    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        if (kind_ == "amplitude") return planes_of(at::complex(x, at::zeros_like(x)));
        if (kind_ == "phase") {
            const at::Tensor angle = std::numbers::pi * x;
            return planes_of(at::complex(angle.cos(), angle.sin()));
        }
        return planes_of(at::fft_ifft(at::fft_fft(x) * one_sided(x.size(-1)).to(x.scalar_type())));
    }
    StateShape shape() const override { return {Field::complex, in_.channels, in_.size}; }
    Role role() const override { return Role::other; }

  private:
    std::string kind_;
    StateShape in_;
};

std::unique_ptr<NetworkLayer> make_encode(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const std::string kind = words.one_of({"amplitude", "analytic", "phase"});
    words.end();
    if (place.field == Field::real) words.refuse("a network over the complex numbers", "one over the real ones");
    if (place.in.field == Field::complex) words.refuse("a real state", "a complex one");
    if (kind == "analytic") words.needs_picture();
    return std::make_unique<Encoding>(kind, place.in);
}

const LayerKind encode{.info = {.name = "encode",
                                .form = "encode [amplitude|analytic|phase]",
                                .summary = "real numbers as waves",
                                .formula = "ψ = x; x + i H x; e^{iπx}",
                                .reference = "D. Gabor, J. IEE 93, 429 (1946): the analytic signal"},
                       .make = make_encode,
                       .real_baseline = [](const LayerText&) { return std::vector<LayerText>(); }};
const Registered<LayerKind> encode_entry{encode};

}  // namespace
}  // namespace blackbody

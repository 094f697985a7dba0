/// jones: channels in pairs as the two components of polarised waves, each pair through an optical element
/// (../waves/polarisation.h).
///
///   (ψ'_2p, ψ'_2p+1) = J_p (ψ_2p, ψ_2p+1)
///
///   jones                          J_p complex, learned, a pair its own
///   jones polariser A | rotator A  fixed, the same for all pairs; angles in radians
///   jones retarder D [axis A]      delays the component across the axis A by the phase D
#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/view_as_complex.h>
#include <ATen/ops/view_as_real.h>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/weights.h"
#include "blackbody/systems/layered/waves/polarisation.h"

namespace blackbody {
namespace {

class Jones : public NetworkLayer {
  public:
    Jones(Parameter matrix, const StateShape& in) : in_(in), matrix_(std::move(matrix)) {}

    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        const at::Tensor j = at::view_as_complex(matrix_.value);  // [pairs or 1, 2, 2]
        const at::Tensor wave = complex_view(x).unflatten(1, {-1, 2}), a = wave.select(2, 0), b = wave.select(2, 1);
        std::vector<std::int64_t> spread{-1};
        if (!in_.size.empty()) spread = {-1, 1, 1};
        const auto component = [&](std::int64_t i) {
            return j.select(1, i).select(1, 0).reshape(spread) * a + j.select(1, i).select(1, 1).reshape(spread) * b;
        };
        return planes_of(at::stack({component(0), component(1)}, 2).flatten(1, 2));
    }
    StateShape shape() const override { return in_; }
    Role role() const override { return Role::linear; }
    std::vector<Parameter*> parameters() override { return {&matrix_}; }
    double multiplications() const override { return 6. * static_cast<double>(in_.channels * in_.positions()); }

  private:
    StateShape in_;
    Parameter matrix_;
};

/// The element that the words name, or an undefined tensor.
at::Tensor element(LayerWords& words) {
    if (words.has("polariser")) return polariser(words.real("an angle"));
    if (words.has("rotator")) return rotator(words.real("an angle"));
    if (!words.has("retarder")) return {};
    const double axis = words.real_after("axis", 0);
    return retarder(words.real("a phase"), axis);
}

std::unique_ptr<NetworkLayer> make_jones(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const at::Tensor fixed = element(words);
    words.end();
    words.needs_waves();
    if (place.in.channels % 2) words.refuse("an even number of channels", std::to_string(place.in.channels));
    Parameter matrix{"jones", {}, !fixed.defined()};
    if (fixed.defined()) matrix.value = at::view_as_real(fixed).unsqueeze(0).to(place.type).contiguous();
    else matrix.value = first_weight({place.in.channels / 2, 2, 2}, 2, place);
    return std::make_unique<Jones>(std::move(matrix), place.in);
}

const LayerKind jones{.info = {.name = "jones",
                               .form = "jones [polariser A | rotator A | retarder D [axis A]]",
                               .summary = "channels in pairs as polarised waves, each through an optical element",
                               .formula = "ψ' = J ψ, two components",
                               .reference = "R. C. Jones, J. Opt. Soc. Am. 31, 488 (1941)"},
                      .make = make_jones};
const Registered<LayerKind> jones_entry{jones};

}  // namespace
}  // namespace blackbody

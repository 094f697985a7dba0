/// coupled: a neuron with three ways out (../waves/coupled_channels.h), a learned coupling for each channel. The wave
/// that came in, an internal state and a new wave share its energy; nothing is lost.
///
///   coupled               all three go on: 3C channels, those of one neuron side by side
///   coupled elastic       only what is left of the wave that came in: C channels; the rest has left the network
#include <ATen/TensorOperators.h>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/weights.h"
#include "blackbody/systems/layered/waves/coupled_channels.h"

namespace blackbody {
namespace {

class Coupled : public NetworkLayer {
  public:
    Coupled(bool is_elastic, const LayerPlace& place)
        : in_(place.in), is_elastic_(is_elastic), coupling_{"coupling", normal_tensor({in_.channels, 9}, .5, place)} {}

    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        const at::Tensor wave = complex_view(x).movedim(1, -1);
        const at::Tensor out = coupled_channels(wave, hermitian(coupling_.value));
        return planes_of((is_elastic_ ? out.select(-1, 0) : out.flatten(-2)).movedim(-1, 1));
    }
    StateShape shape() const override {
        return {Field::complex, is_elastic_ ? in_.channels : 3 * in_.channels, in_.size};
    }
    Role role() const override { return Role::nonlinearity; }
    std::vector<Parameter*> parameters() override { return {&coupling_}; }

  private:
    StateShape in_;
    bool is_elastic_;
    Parameter coupling_;
};

std::unique_ptr<NetworkLayer> make_coupled(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const bool is_elastic = words.one_of({"all", "elastic"}) == "elastic";
    words.end();
    words.needs_waves();
    return std::make_unique<Coupled>(is_elastic, place);
}

const LayerKind coupled{.info = {.name = "coupled",
                                 .form = "coupled [all|elastic]",
                                 .summary = "excitation that loses nothing: incident wave, internal state, new wave",
                                 .formula = "S(|z|²) (z, 0, 0), S unitary",
                                 .reference = "E. Wigner, L. Eisenbud, Phys. Rev. 72, 29 (1947)"},
                        .make = make_coupled};
const Registered<LayerKind> coupled_entry{coupled};

}  // namespace
}  // namespace blackbody

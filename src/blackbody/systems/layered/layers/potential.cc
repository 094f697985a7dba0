/// potential: a learned real V(x), scattering waves that run along the rows of a picture (`along y`: its columns), each
/// a wire of its own with free ends. A potential is diagonal in x and changes k; a *propagator* is diagonal in k.
///
///   ψ = ψ_0 + G V ψ,   G_ij = e^{ik|i-j|} / (2i sin k)   (../waves/lattice_scattering.h)
///
///   potential order N     the Born series ψ_N = Σ_{m<=N} (G V)^m ψ_0 (N = 1 where nothing is said)
///   potential exact       ψ = (1 - G V)^{-1} ψ_0: nothing is lost, T + R = 1
///   wave K                the wave number k in (0, π) [rad/px]; π/2 where nothing is said
///
/// The series converges if and only if ρ(G V) < 1. Before each pass ρ <= Σ_j |V_j| / (2 sin k) is looked at, and where
/// that is not below 1 the spectral radius itself; a series that diverges is refused, and the message says ρ.
/// Cost: N·C·Y·X² an order. Ref: E. Economou, Green's Functions in Quantum Physics, chapters 5 and 6.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_eigvals.h>
#include <ATen/ops/linalg_solve.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>

#include <cmath>
#include <numbers>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/layers/weights.h"
#include "blackbody/systems/layered/waves/lattice_scattering.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t most_places = 1024;  ///< G is a table of its square

struct Wire {
    double k = std::numbers::pi / 2;
    std::int64_t order = 1;
    bool is_exact = false, is_along_y = false;
};

class Potential : public NetworkLayer {
  public:
    Potential(const Wire& wire, const LayerPlace& place) : in_(place.in), wire_(wire) {
        const std::int64_t across = in_.size[wire.is_along_y ? 1 : 0], along = in_.size[wire.is_along_y ? 0 : 1];
        // Weak enough for the series: the bound of ρ is about .4 at the start.
        const double deviation = std::sin(wire.k) / static_cast<double>(along);
        value_ = {"potential", normal_tensor({in_.channels, across, along}, deviation, place)};
        const at::ScalarType type = place.type == at::kDouble ? at::kComplexDouble : at::kComplexFloat;
        green_ = green_times_potential(at::ones({along}, at::kDouble), wire.k).to(type);
    }

    at::Tensor forward(const at::Tensor& x, const Pass&) override {
        if (!wire_.is_exact) check_convergence();
        const at::Tensor wave = complex_view(x), incident = wire_.is_along_y ? wave.transpose(2, 3) : wave;
        const at::Tensor psi = wire_.is_exact ? solved(incident) : series(incident);
        return planes_of(wire_.is_along_y ? psi.transpose(2, 3) : psi);
    }
    StateShape shape() const override { return in_; }
    Role role() const override { return Role::linear; }
    std::vector<Parameter*> parameters() override { return {&value_}; }
    double multiplications() const override {
        const auto along = static_cast<double>(value_.value.size(2));
        const double orders = wire_.is_exact ? 1 : static_cast<double>(wire_.order);
        return orders * static_cast<double>(in_.channels * in_.positions()) * (3 * along + 2);
    }

  private:
    at::Tensor series(const at::Tensor& incident) const {
        at::Tensor term = incident, sum = incident;
        for (std::int64_t m = 0; m < wire_.order; ++m) {
            // G is symmetric.
            term = at::matmul(term * value_.value, green_);
            sum = sum + term;
        }
        return sum;
    }

    at::Tensor solved(const at::Tensor& incident) const {
        const at::Tensor whole = at::eye(green_.size(0), green_.options()) - green_ * value_.value.unsqueeze(2);
        return at::linalg_solve(whole, incident.permute({1, 2, 3, 0})).permute({3, 0, 1, 2});
    }

    void check_convergence() const {
        const at::NoGradGuard fixed;
        const at::Tensor bound = value_.value.abs().sum(2) / (2 * std::sin(wire_.k));
        const double largest = bound.max().item<double>();
        if (largest < 1) return;
        if (!std::isfinite(largest)) throw NumericalError("layer " + name + ": the potential is not finite everywhere");
        const at::Tensor doubtful = value_.value.flatten(0, 1).index({bound.flatten() >= 1});
        const double radius = at::linalg_eigvals(green_ * doubtful.unsqueeze(1)).abs().max().item<double>();
        if (radius >= 1 || std::isnan(radius))
            throw NumericalError("layer " + name + ": the Born series diverges: the spectral radius of G V is " +
                                 std::to_string(radius) + ", it must be below 1; 'potential exact' has no series");
    }

    StateShape in_;
    Wire wire_;
    Parameter value_;
    at::Tensor green_;  ///< G complex [X, X]
};

std::unique_ptr<NetworkLayer> make_potential(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    Wire wire;
    wire.is_exact = words.has("exact");
    wire.order = wire.is_exact ? 0 : words.number_after("order", 1);
    wire.k = words.real_after("wave", wire.k);
    wire.is_along_y = words.word_after("along", {"x", "y"}) == "y";
    words.end();
    words.needs_waves();
    words.needs_picture();
    const std::int64_t along = place.in.size[wire.is_along_y ? 0 : 1];
    if (along > most_places)
        words.refuse("wires of at most " + with_commas(most_places) + " places", with_commas(along));
    if (wire.k <= 0 || wire.k >= std::numbers::pi)
        words.refuse("a wave number between 0 and π", std::to_string(wire.k));
    return std::make_unique<Potential>(wire, place);
}

const LayerKind potential{.info = {.name = "potential",
                                   .form = "potential [order N | exact] [wave K] [along x|y]",
                                   .summary = "a learned potential between fixed propagators along rows or columns",
                                   .formula = "ψ = ψ_0 + G V ψ, or its Born series",
                                   .reference = "E. Economou, Green's Functions in Quantum Physics, chapters 5 and 6"},
                          .make = make_potential};
const Registered<LayerKind> potential_entry{potential};

}  // namespace
}  // namespace blackbody

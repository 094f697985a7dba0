#pragma once
/// The restricted Boltzmann machine, in double precision and by definition.
///
///   p(v, h) = exp(-E(v, h)) / Z,   -E(v, h) = θ_v·T(v) + θ_h·T(h) + v W h
///   F(v) = -θ_v·T(v) - Σ_j ln Z_j(v W)            (free energy of v; p(v) = exp(-F(v)) / Z)
///
/// Shapes: v [N, V], h [N, M], W [V, M]. Energies in units of k_B T at β = 1. A machine at inverse temperature β is one
/// whose parameters are all multiplied by β.
#include <cstdint>

#include "blackbody/systems/ensembles/units/unit.h"

namespace blackbody {

struct Rbm {
    Layer visible, hidden;
    at::Tensor weight;  ///< double [V, M]
};

/// Throws Error(model) where shapes disagree, a number is not finite, or a unit's parameters give no distribution.
void check(const Rbm& rbm, const std::string& file);

/// Both layers 0 or 1: what the bit-packed implementation takes.
bool is_bernoulli(const Rbm& rbm);

at::Tensor field_of_hidden(const Rbm& rbm, const at::Tensor& v);   ///< v W [N, M]
at::Tensor field_of_visible(const Rbm& rbm, const at::Tensor& h);  ///< h Wᵀ [N, V]

at::Tensor energy(const Rbm& rbm, const at::Tensor& v, const at::Tensor& h);  ///< E(v, h) [N]
at::Tensor free_energy(const Rbm& rbm, const at::Tensor& v);                  ///< F(v) [N]
at::Tensor free_energy_of_hidden(const Rbm& rbm, const at::Tensor& h);        ///< the same seen from h [N]

/// (1 - t) a + t b in every parameter; both have the same kinds of units.
Rbm between(const Rbm& a, const Rbm& b, double t);

/// All parameters times beta.
Rbm at_beta(const Rbm& rbm, double beta);

/// Visible and hidden layer exchanged: what is true of one side can be asked of the other.
Rbm mirrored(const Rbm& rbm);

/// Independent units with the same visible θ and free hidden ones: W = 0. Its ln Z is a sum over units.
Rbm independent(const Rbm& rbm, const at::Tensor& visible_theta);
double log_partition_of_independent(const Rbm& rbm);

}  // namespace blackbody

#pragma once
/// The canonical ensemble over classes, averaged over samples, at every inverse temperature at once.
///
///   E_c = -logit_c [logit],  Z(β) = Σ_c e^{-βE_c},  p_c = e^{-βE_c} / Z
///   F = -ln Z / β,  U = <E> = -∂ ln Z/∂β,  Var E = -∂U/∂β,  S = ln Z + βU [nat],  C = β² Var E
///
/// Streaming: an answer at any β is wanted after all samples have gone by, in memory that does not grow with them. So
/// the sums over samples of ln Z and of its first five derivatives (the cumulants of E) are kept at fixed β_j = 2^(j/p
/// - 6), from 1/64 to 256, and between neighbours the polynomial of degree 11 that has all six at both ends is used
/// (Hermite). ln Z is analytic; its nearest singularity lies about πβ / ln K away (K classes), so with p = 6 ... 14
/// points an octave, more for more classes, the error is below 1e-10 (a test compares with Newton on all logits). β = 1
/// and 2 are points. Energies are counted from each sample's ground state min_c E_c, so nothing overflows. Shapes:
/// energies [N, K], one row a sample; E = ∞ is a class that is ruled out (p = 0, 0 ln 0 = 0). Cost: O(N K p)
/// exponentials, 84 p + 6 numbers of memory.
#include <ATen/core/Tensor.h>

#include <vector>

namespace blackbody {

/// Means over samples at one β. Energies from the ground state of each sample.
struct ThermalPoint {
    double log_z = 0, energy = 0, variance = 0;
    double entropy(double beta) const { return log_z + beta * energy; }
    double heat_capacity(double beta) const { return beta * beta * variance; }
};

class Thermodynamics {
  public:
    static constexpr int derivatives = 6;  // ln Z and its first five
    /// Z(β_j) of each sample, float64 [N, J]; adds them. excitations [N, K]: E - min E, float64, +∞ allowed.
    at::Tensor add(const at::Tensor& excitations);
    void merge(const Thermodynamics& other);
    std::int64_t samples() const { return samples_; }
    const std::vector<double>& betas() const { return betas_; }
    ThermalPoint at(double beta) const;      ///< β inside [1/64, 256]
    ThermalPoint node(std::size_t j) const;  ///< at betas()[j], no interpolation
    std::size_t node_of(double beta) const;  ///< the largest j with β_j <= β that has a right neighbour
    /// |U by the full polynomial - U by one with a derivative fewer at each end|: how far to trust at(beta).
    double interpolation_error(double beta) const;

  private:
    std::vector<double> taylor(std::size_t j, double step) const;
    std::int64_t samples_ = 0;
    std::vector<double> betas_;  ///< set by the first samples, from their number of classes
    std::vector<double> sums_;   ///< [J, 6]: Σ_n of the m-th derivative of ln Z_n at β_j
};

/// Where U(β) equals `label_energy` (mean over samples, from the ground state): the β that maximises the likelihood of
/// the labels. `why` says why there is none: labels no better than chance, every label in its ground state, out of
/// range.
struct Balance {
    enum class Side { inside, below, above };  ///< of [1/64, 256]
    Side side = Side::inside;
    bool found = false;
    double beta = 0, residual = 0;  ///< residual: |U(β) - label_energy| left, and the interpolation's own error [logit]
    std::string why{};
};
Balance balance(const Thermodynamics& thermodynamics, double label_energy);

}  // namespace blackbody

#pragma once
/// A machine of Bernoulli units as the kernels take it, in single precision: what chains and learning are made of.
#include <cstdint>

#include "blackbody/systems/ensembles/chains/kernels/bit_product.h"
#include "blackbody/systems/ensembles/chains/sampling.h"

namespace blackbody {

class BitMachine {
  public:
    BitMachine() = default;
    /// float: W [V, M], biases a [V], b [M].
    BitMachine(const at::Tensor& weight, const at::Tensor& a, const at::Tensor& b)
        : panels_(Panels::both_ways(weight)), a_(a.contiguous()), b_(b.contiguous()) {}
    explicit BitMachine(const Rbm& rbm)
        : BitMachine(rbm.weight.to(at::kFloat), rbm.visible.theta[0].to(at::kFloat),
                     rbm.hidden.theta[0].to(at::kFloat)) {}
    std::int64_t visible_units() const { return back().columns(); }
    std::int64_t hidden_units() const { return forth().columns(); }

    /// Gibbs steps number first, first + 1, ...: h given v, v given h. Each thread takes its chains through all steps.
    void run(BitStates& v, BitStates& h, const ChainRandom& random, std::uint64_t first, std::int64_t steps) const;
    at::Tensor hidden_means(const BitStates& v) const;  ///< <h> given v, float [N, M]

  private:
    const Panels& forth() const { return panels_.first; }
    const Panels& back() const { return panels_.second; }

    std::pair<Panels, Panels> panels_;
    at::Tensor a_, b_;
};

/// Σ_n v_ni m_nj: a product of bits, too, those of the transposed states. float [V, M] of by_unit [V, N] and m [N, M].
at::Tensor correlation_of(const BitStates& by_unit, const at::Tensor& m);

/// How many of the bits first .. last - 1 of each row are on, float.
at::Tensor counts_of(const BitStates& bits, std::int64_t first, std::int64_t last);

}  // namespace blackbody

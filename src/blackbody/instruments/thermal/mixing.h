#pragma once
/// Whether error bars over chains may be believed.
///
/// Chains that never meet are independent, so the spread of their means is an honest error: of what they sample. Chains
/// that stay where they began sample their start, and no spread over them knows how far that is from the machine.
///
/// Rule: where the largest split R̂ (autocorrelation.h) exceeds 1.1, bars over the chains are refused with that reason,
/// or widened to the spread from chain to chain where a number is to be had. R̂ = 1.1 over 400 evaluations is a memory
/// of about 20 steps, a tenth of what chains are given to settle; 1.1 is Gelman's and Rubin's bound (1992), and between
/// 1.01 (Vehtari et al. 2021) and 1.1 the finding chains_in_different_modes speaks.
/// Trap: chains that all began in one mode agree. R̂ warns of what it sees.
#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "blackbody/base/estimate.h"

namespace blackbody {

constexpr double largest_r_hat = 1.1;

/// "chains do not mix (R̂ = 2.5): ..."; empty where they do.
std::string why_no_bar(double r_hat);

/// Takes the bars that are numbers away where chains do not mix.
void refuse_bars(double r_hat, std::vector<Estimate>& estimates);

/// R̂ of chains of spins as they run: of the mean spin, and of the overlap with two states of the first evaluation,
/// which tell modes apart that are each other's mirror image.
class MixingWatch {
  public:
    void evaluate(const at::Tensor& spins);  ///< [N, V]
    /// Nothing with fewer than 8 evaluations, one chain, or chains that never move and agree.
    std::optional<double> r_hat() const;

  private:
    at::Tensor first_;                          ///< [2, V]
    std::vector<at::Tensor> evaluations_[2]{};  ///< mean spin [N]; overlaps [N, 2]
};

}  // namespace blackbody

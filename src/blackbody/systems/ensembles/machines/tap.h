#pragma once
/// ln Z of a machine of two-valued units by Thouless, Anderson and Palmer: mean field with the reaction of each unit on
/// itself, an expansion of the free energy at fixed magnetisations to second order in W.
///
///   ln Z ≈ H(m_v) + H(m_h) + a·m_v + b·m_h + m_v W m_h + 1/2 Σ_ij W_ij² (m_i - m_i²)(m_j - m_j²)      (units 0/1)
///   m_j = σ(b_j + Σ_i W_ij m_i - (m_j - 1/2) Σ_i W_ij² (m_i - m_i²)), and the same for the visible units
///
/// Spins are read as 2 s - 1: the expansion does not depend on the names of the two values.
/// Range: weak couplings: the error of ln Z falls as the third power of W (the fourth without biases, for spins).
/// Trap: one state at a time. A machine with many modes has many solutions, and each knows only its own share of Z; the
/// largest over the starts is given. Order W: the naive mean field, a lower bound; TAP is none.
/// Cost: four products of [S, V] and [V, M] an iteration, S starts at once.
/// Reference: D. Thouless, P. Anderson, R. Palmer, Phil. Mag. 35 (1977); M. Gabrié, E. Tramel, F. Krzakala, NIPS 2015.
#include "blackbody/systems/ensembles/machines/rbm.h"

namespace blackbody {

struct TapOptions {
    int max_iterations = 2000;
    double damping = .5;       ///< share of the old magnetisation that stays
    double tolerance = 1e-9;   ///< largest change that counts as none
    bool has_reaction = true;  ///< false: naive mean field
};

struct Tap {
    double log_z = 0;              ///< of the best start
    std::int64_t converged = 0;    ///< starts that came to rest
    std::int64_t solutions = 0;    ///< different ones among them (ln Z apart by more than 1e-4)
    double log_z_together = 0;     ///< ln Σ of the different solutions' Z
    at::Tensor visible, hidden;    ///< mean states of the best, in the units' own values [V], [M]
    at::Tensor log_z_of_starts{};  ///< [S], NaN where a start did not come to rest
};

/// Whether both layers have two values.
bool has_tap(const Rbm& machine);

/// From visible mean states `start` [S, V]. Throws NumericalError where no start comes to rest.
Tap tap(const Rbm& machine, const at::Tensor& start, const TapOptions& options = {});

/// Two-valued units rewritten as 0/1 ones: the same distribution with other names, and what it adds to ln Z.
struct ZeroOne {
    at::Tensor a, b, weight;
    double constant = 0;
};
ZeroOne zero_one(const Rbm& machine);

}  // namespace blackbody

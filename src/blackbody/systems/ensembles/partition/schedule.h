#pragma once
/// Temperatures for annealing, placed where the machine needs them.
///
/// A pilot run goes from the base to the machine and takes the next β so that the conditional effective sample size of
/// the weights of that one step, (Σ w)²/(n Σ w²), is a fixed fraction (Y. Zhou, A. Johansen, J. Aston, J. Comput.
/// Graph. Stat. 25 (2016)). Its steps are of equal thermodynamic length ∫ sd(d ln p*/dβ) dβ; a schedule of any number
/// of temperatures divides that length evenly. It is fixed before the run that counts, which draws other random
/// numbers: a schedule that saw its own weights would bias them.
///
/// The same length says how many rungs a tempering ladder needs: neighbours a length of about 1 apart still exchange.
/// Trap: the pilot is short, and where it lags behind equilibrium so does its length.
#include <functional>
#include <vector>

#include "blackbody/systems/ensembles/machines/rbm.h"
#include "blackbody/util/rng.h"

namespace blackbody {

struct PilotOptions {
    std::int64_t chains = 100;
    double fraction = .9;          ///< of the chains that stay effective over one step
    std::int64_t gibbs_steps = 2;  ///< at every β
    Seed seed = 0;
    std::function<void(double done)> progress = {};  ///< told how far; may throw (util/watcher.h)
};

struct Pilot {
    std::vector<double> betas;  ///< from 0 to 1
    double step_length = 0;     ///< thermodynamic length of one of its steps: sqrt(1/fraction - 1)
    double length() const { return step_length * static_cast<double>(betas.size() - 1); }
};

Pilot pilot_run(const Rbm& machine, const Rbm& base, const PilotOptions& options);

/// `temperatures` + 1 values from 0 to 1 that divide the pilot's length evenly.
std::vector<double> evenly_spaced(const Pilot& pilot, std::int64_t temperatures);

}  // namespace blackbody

#include "blackbody/systems/ensembles/partition/schedule.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/systems/ensembles/chains/tempering.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// ln p*_t of fixed states as a function of t, with the field computed once.
class AlongThePath {
  public:
    AlongThePath(const Rbm& machine, const Rbm& base, const at::Tensor& v)
        : machine_(machine),
          base_(base),
          x_(field_of_hidden(machine, v)),
          own_(own_exponent(machine.visible, v).sum(1)),
          own_base_(own_exponent(base.visible, v).sum(1)) {}
    at::Tensor at(double t) const {
        Layer hidden = machine_.hidden;
        hidden.theta = (1 - t) * base_.hidden.theta + t * machine_.hidden.theta;
        return (1 - t) * own_base_ + t * own_ + hidden.unit->log_partition(hidden, t * x_).sum(1);
    }

  private:
    const Rbm &machine_, &base_;
    at::Tensor x_, own_, own_base_;
};

/// (Σ w)²/(n Σ w²) of weights given by their logarithms.
double effective_share(const at::Tensor& log_weights) {
    const double one = at::logsumexp(log_weights, 0).item<double>(),
                 two = at::logsumexp(2 * log_weights, 0).item<double>();
    return std::exp(2 * one - two) / static_cast<double>(log_weights.numel());
}

/// The largest t up to 1 at which the step from `from` keeps the fraction, by bisection.
double next_beta(const AlongThePath& path, double from, double fraction) {
    const at::Tensor here = path.at(from);
    const auto keeps = [&](double t) { return effective_share(path.at(t) - here) >= fraction; };
    if (keeps(1)) return 1;
    double low = from, high = 1;
    for (int k = 0; k < 40 && high - low > 1e-3 * (high - from); ++k) {
        const double middle = (low + high) / 2;
        (keeps(middle) ? low : high) = middle;
    }
    return low > from ? low : high;
}

}  // namespace

Pilot pilot_run(const Rbm& machine, const Rbm& base, const PilotOptions& options) {
    constexpr std::size_t most_steps = 100000;
    Pilot pilot{{0}, std::sqrt(1 / options.fraction - 1)};
    Chains chains(base, samples_of_independent(base, options.chains, seed_for(options.seed, "pilot start")),
                  {.seed = seed_for(options.seed, "pilot")});
    while (pilot.betas.back() < 1) {
        if (options.progress) options.progress(pilot.betas.back());
        if (pilot.betas.size() > most_steps)
            throw NumericalError(
                "the pilot run found no schedule: its steps became too small; the machine's weights "
                "are too large for annealing");
        const AlongThePath path(machine, base, chains.visible());
        pilot.betas.push_back(next_beta(path, pilot.betas.back(), options.fraction));
        chains.follow(between(base, machine, pilot.betas.back()));
        chains.run(options.gibbs_steps);
    }
    return pilot;
}

std::vector<double> evenly_spaced(const Pilot& pilot, std::int64_t temperatures) {
    const auto steps = static_cast<double>(pilot.betas.size() - 1);
    std::vector<double> betas;
    for (std::int64_t k = 0; k < temperatures; ++k) {
        const double place = steps * static_cast<double>(k) / static_cast<double>(temperatures);
        const auto left = static_cast<std::size_t>(place);
        betas.push_back(pilot.betas[left] +
                        (place - static_cast<double>(left)) * (pilot.betas[left + 1] - pilot.betas[left]));
    }
    betas.push_back(1);
    return betas;
}

}  // namespace blackbody

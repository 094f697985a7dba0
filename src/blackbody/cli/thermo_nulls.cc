/// thermo: where shuffled weights, and means alone, have their largest heat capacity.
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "blackbody/cli/thermo_run.h"
#include "blackbody/systems/ensembles/base_rates.h"
#include "blackbody/systems/ensembles/enumeration.h"
#include "blackbody/systems/ensembles/hysteresis.h"
#include "blackbody/systems/ensembles/rbm_machine.h"

namespace blackbody {
namespace {

constexpr std::int64_t few_chains = 64, few_points = 29;

/// The peak of C of a machine cooled quickly: on the same grid and in the same way for the machine and every draw.
double quick_peak(const Rbm& machine, const std::vector<double>& betas, const SweepOptions& options) {
    const at::Tensor start = samples_of_independent(at_beta(machine, 0), few_chains, options.seed);
    const std::vector<SweepPoint> seen = sweep(machine, start, betas, options);
    return peak_of(points_of(seen, {.beta = betas.front()})).beta.value;
}

std::vector<double> even(double from, double to) {
    std::vector<double> betas;
    for (std::int64_t k = 0; k < few_points; ++k)
        betas.push_back(from + (to - from) * static_cast<double>(k) / static_cast<double>(few_points - 1));
    return betas;
}

}  // namespace

Null shuffled_peak(const ThermoRun& run, double from, double to) {
    const std::vector<double> betas = even(from, to);
    const std::int64_t draws = run.options.null_draws;
    SweepOptions options{.chains = few_chains, .wait = 10, .looks = 5, .seed = seed_for(run.options.seed, "nulls")};
    Null null{.control = "permuted_kernels", .value = quick_peak(run.machine, betas, options)};
    double sum = 0, squares = 0;
    for (std::int64_t d = 0; d < draws; ++d) {
        options.go_on = [&, d](double done) {
            return run.show("nulls")((static_cast<double>(d) + done) / static_cast<double>(draws));
        };
        const std::unique_ptr<System> shuffled =
            run.system->control(find_control("permuted_kernels"), seed_for(run.options.seed, "shuffle") + d);
        const Rbm machine = dynamic_cast<const RbmMachine&>(dynamic_cast<Ensemble&>(*shuffled).machine()).rbm();
        const double peak = quick_peak(machine, betas, options);
        null.low = d == 0 ? peak : std::min(null.low, peak), null.high = d == 0 ? peak : std::max(null.high, peak);
        sum += peak, squares += peak * peak, ++null.draws;
    }
    if (draws == 0) return null;
    const auto n = static_cast<double>(draws);
    null.mean = sum / n;
    null.spread = draws > 1 ? std::sqrt(std::max(0., (squares - sum * sum / n) / (n - 1))) : 0;
    return null;
}

double independent_peak(const Rbm& base, double from, double to) {
    // W = 0: Var of the exponent at β is C, unit by unit.
    constexpr int points = 2000;
    double best = from, most = -1;
    for (int k = 0; k <= points; ++k) {
        const double beta = from + (to - from) * k / points;
        const Rbm at = at_beta(base, beta);
        const at::Tensor none = at::zeros({1, at.visible.size()}, at::kDouble);
        const double c = at.visible.unit->exponent_variance(at.visible, none).sum().item<double>();
        if (c > most) most = c, best = beta;
    }
    return best;
}

}  // namespace blackbody

#include "blackbody/systems/ensembles/partition/log_partition.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones_like.h>

#include <cmath>

#include "blackbody/systems/ensembles/chains/chains.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/systems/ensembles/partition/ladder.h"
#include "blackbody/systems/ensembles/partition/schedule.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Without a number of chains: batches of so many until the bar of three standard errors is this wide, or the most are
/// used.
constexpr std::int64_t batch_chains = 400, most_chains = 6000;
constexpr double bar_width = .2;

constexpr std::int64_t long_chain_steps = 1000;

/// So many rows of the examples, again from the first where there are fewer.
at::Tensor starts(const at::Tensor& examples, std::int64_t chains) {
    const at::Tensor rows = at::arange(chains, at::kLong);
    return examples.index_select(0, rows.remainder(examples.size(0))).to(at::kDouble);
}

[[noreturn]] void refuse(const LogPartition& z, std::size_t temperatures) {
    throw NumericalError({.place = "no estimate of ln Z: " + short_number(z.effective, 3) + " effective of " +
                                   std::to_string(z.chains) + " chains at " + std::to_string(temperatures) +
                                   " temperatures, and below 10 there is no number",
                          .advice = {"take more temperatures or chains, or start from the means of data",
                                     {"temperatures", "chains", "data", "train"}}});
}

Estimate plain_number(const char* name, double value, const char* why, std::int64_t n) {
    return {name, value, Uncertainty::none(why), n, {}};
}

AnnealingOptions schedule(const Rbm& machine, const Rbm& base, const LogZOptions& options, LogZ& result) {
    AnnealingOptions annealing{.chains = options.chains, .betas = salakhutdinov_murray_betas(), .seed = options.seed};
    annealing.progress = options.progress;
    std::string placed = "placed as by Salakhutdinov and Murray";
    if (options.temperatures > 0) {
        const Pilot pilot = pilot_run(machine, base, {.seed = options.seed, .progress = options.progress});
        annealing.betas = evenly_spaced(pilot, options.temperatures);
        placed = "placed by a pilot run (thermodynamic length " + short_number(pilot.length(), 3) + ")";
    }
    result.notes = {std::to_string(annealing.betas.size() - 1) + " temperatures " + placed};
    return annealing;
}

/// The same weights from the other end, from long chains of the machine.
void add_reverse(const Rbm& machine, const Rbm& base, const LogZOptions& options, AnnealingOptions annealing,
                 LogZ& result) {
    Chains walk(machine, starts(options.start, result.value.n), {.seed = seed_for(options.seed, "long chains")});
    walk.run(long_chain_steps);
    annealing.seed = seed_for(options.seed, "reverse");
    const LogPartition z = anneal_backwards(machine, base, walk.visible(), annealing);
    if (!z.trusted()) refuse(z, annealing.betas.size() - 1);
    result.method = LogZMethod::sandwich;
    const double error = std::expm1(z.log_z - z.low) / 3;
    result.others.push_back({"log_z_reverse", z.log_z, Uncertainty::of(error), z.chains, {}});
    result.others.push_back({"sandwich_gap",
                             z.log_z - result.value.value,
                             Uncertainty::of(std::hypot(error, result.value.error.std_error())),
                             z.chains,
                             {}});
    result.notes.push_back("the reverse estimate rests on " + std::to_string(z.chains) + " Gibbs chains of " +
                           std::to_string(long_chain_steps) +
                           " steps having reached equilibrium: where they miss a mode it is no upper bound; " +
                           short_number(z.effective, 3) + " of them effective");
}

/// So many chains as were asked for, or batches until the bar is narrow. Each batch draws numbers of its own.
LogPartition enough_chains(const Rbm& machine, const Rbm& base, const LogZOptions& options,
                           AnnealingOptions annealing) {
    if (options.chains > 0) return anneal(machine, base, annealing);
    const double known = log_partition_of_independent(base);
    annealing.chains = batch_chains;
    LogPartition z;
    std::vector<double> weights;
    for (std::uint64_t batch = 0; std::ssize(weights) < most_chains; ++batch) {
        annealing.seed = batch == 0 ? options.seed : seed_for(options.seed, "batch") + batch;
        const LogPartition more = anneal(machine, base, annealing);
        weights.insert(weights.end(), more.log_weights.begin(), more.log_weights.end());
        z = summarised(weights, known);
        if (z.high - z.low <= bar_width || !z.trusted()) break;
    }
    return z;
}

LogZ annealed(const Rbm& machine, const Rbm& base, const LogZOptions& options) {
    LogZ result{.method = LogZMethod::ais};
    const AnnealingOptions annealing = schedule(machine, base, options, result);
    const LogPartition z = enough_chains(machine, base, options, annealing);
    if (!z.trusted()) refuse(z, annealing.betas.size() - 1);
    result.notes = {"annealed importance sampling, " + std::to_string(z.chains) + " chains, " + result.notes.at(0)};
    result.value = {"log_z", z.log_z, Uncertainty::of(z.relative_error()), z.chains, {}};
    const char* end = "an end of the bar of three standard errors";
    result.others = {plain_number("log_z_low", z.low, end, z.chains), plain_number("log_z_high", z.high, end, z.chains),
                     plain_number("effective_chains", z.effective, "a property of these chains", z.chains)};
    result.curves = {weights_curve(z.log_weights, log_partition_of_independent(base), z.log_z)};
    if (options.method == LogZMethod::sandwich) add_reverse(machine, base, options, annealing, result);
    return result;
}

}  // namespace

LogZMethod method_for(const Rbm& machine, LogZMethod asked) {
    if (asked != LogZMethod::choose) return asked;
    const double bits = std::min(bits_of(machine.visible), bits_of(machine.hidden));
    const auto other = static_cast<double>(std::max(machine.visible.size(), machine.hidden.size()));
    const bool is_quick = bits <= static_cast<double>(most_enumerated_bits) && std::exp2(bits) * other < 4e9;
    return is_quick ? LogZMethod::exact : LogZMethod::ais;
}

LogZ exact_log_z(const Rbm& machine) {
    return {.method = LogZMethod::exact,
            .value = {"log_z", exact_log_partition(machine), Uncertainty::exact(), 0, {}},
            .notes = {"every state of the smaller layer was summed"}};
}

LogZ estimated_log_z(const Rbm& machine, const Rbm& base, const LogZOptions& options) {
    if (options.method == LogZMethod::bar) {
        LadderOptions ladder{.rungs = options.rungs, .seed = options.seed, .progress = options.progress};
        if (options.chains > 0) ladder.ladders = options.chains;
        return ladder_log_z(machine, base, ladder);
    }
    return annealed(machine, base, options);
}

Estimate mean_log_weight(const Rbm& machine, const at::Tensor& visible, const at::Tensor& weights) {
    constexpr std::int64_t part = 1024;
    std::vector<at::Tensor> parts;
    for (std::int64_t n = 0; n < visible.size(0); n += part)
        parts.push_back(
            -free_energy(machine, visible.narrow(0, n, std::min(part, visible.size(0) - n)).to(at::kDouble)));
    const at::Tensor values = at::cat(parts), w = weights.defined() ? weights : at::ones_like(values);
    const double total = w.sum().item<double>(), mean = (w * values).sum().item<double>() / total;
    const auto n = static_cast<double>(values.numel());
    const double squares = (w * w * (values - mean) * (values - mean)).sum().item<double>();
    return {"mean_log_weight",
            mean,
            n > 1 ? Uncertainty::of(std::sqrt(squares * n / (n - 1)) / total) : Uncertainty::none("one sample"),
            values.numel(),
            {}};
}

}  // namespace blackbody

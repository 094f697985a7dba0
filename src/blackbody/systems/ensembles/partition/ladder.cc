#include "blackbody/systems/ensembles/partition/ladder.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <cmath>

#include "blackbody/systems/ensembles/chains/tempering.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/partition/mbar.h"
#include "blackbody/systems/ensembles/partition/schedule.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t blocks = 16;
constexpr double least_overlap = .03;  // Klimovich, Shirts, Mobley, J. Comput.-Aided Mol. Des. 29 (2015)

/// What the ladder showed: ln p*_k of the states of rung r at evaluation t in ladder n, [K, R, T, N].
at::Tensor log_weights_of(Tempering& chains, const Rbm& machine, const Rbm& base, const std::vector<double>& ladder,
                          const LadderOptions& options) {
    std::vector<at::Tensor> evaluations;
    for (std::int64_t t = 0; t < options.evaluations; ++t) {
        if (options.progress)
            options.progress(static_cast<double>(t + 1) / static_cast<double>(options.evaluations + 1));
        chains.run(options.stride);
        const at::Tensor seen = chains.visible();
        evaluations.push_back(
            log_weights_along(machine, base, ladder, seen.flatten(0, 1)).unflatten(1, {seen.size(0), -1}));
    }
    return at::stack(evaluations, 2);
}

/// Those of some ladders, as MBAR takes them: samples rung by rung.
Mbar fitted(const at::Tensor& all, const at::Tensor& ladders) {
    const at::Tensor some = all.index_select(3, ladders);
    return mbar(some.flatten(1), std::vector<std::int64_t>(some.size(1), some.size(2) * some.size(3)));
}

/// Leaves out blocks of ladders.
double jackknife_error(const at::Tensor& all) {
    const at::Tensor ladders = at::arange(all.size(3), at::kLong);
    double sum = 0, squares = 0;
    for (std::int64_t b = 0; b < blocks; ++b) {
        const Mbar left = fitted(all, ladders.masked_select(ladders.remainder(blocks) != b));
        const double z = left.log_z[-1].item<double>();
        sum += z, squares += z * z;
    }
    const double mean = sum / blocks;
    return std::sqrt((blocks - 1) * std::max(0., squares / blocks - mean * mean));
}

/// BAR of every pair of neighbours.
std::vector<Bar> pairs_of(const at::Tensor& all) {
    std::vector<Bar> pairs;
    for (std::int64_t k = 0; k + 1 < all.size(0); ++k) {
        const at::Tensor difference = all[k + 1] - all[k];
        pairs.push_back(bar(difference[k].flatten(), difference[k + 1].flatten()));
    }
    return pairs;
}

Curve ladder_curve(const std::vector<double>& ladder, const std::vector<double>& swaps, const std::vector<Bar>& pairs) {
    Curve curve{.name = "ladder",
                .label =
                    "Where the rungs stand between independent units (0) and the machine (1), how often neighbours "
                    "exchange and how much of their states they share.",
                .x = {"way from base to machine", "", {}},
                .y = {"share", "", {}},
                .series = {{"exchanges accepted", swaps, {}}, {"states shared", {}, {}}}};
    for (std::size_t k = 0; k + 1 < ladder.size(); ++k) {
        curve.x.values.push_back((ladder[k] + ladder[k + 1]) / 2);
        curve.series[1].values.push_back(pairs[k].overlap);
    }
    return curve;
}

}  // namespace

LogZ ladder_log_z(const Rbm& machine, const Rbm& base, const LadderOptions& options) {
    const Pilot pilot = pilot_run(machine, base, {.seed = options.seed});
    const std::int64_t rungs =
        options.rungs > 0 ? options.rungs : static_cast<std::int64_t>(std::ceil(pilot.length() / .8)) + 1;
    const std::vector<double> ladder = evenly_spaced(pilot, std::max<std::int64_t>(rungs, 2) - 1);
    Tempering chains(machine, base, samples_of_independent(base, options.ladders, seed_for(options.seed, "ladder")),
                     {.ladder = ladder, .seed = seed_for(options.seed, "tempering")});
    chains.run(options.burn_in);
    const at::Tensor all = log_weights_of(chains, machine, base, ladder, options);

    // Neighbours first: where they do not overlap nothing can be read.
    const std::vector<Bar> pairs = pairs_of(all);
    double by_pairs = 0, variance = 0, least = 1;
    for (const Bar& pair : pairs)
        by_pairs += pair.log_ratio, variance += pair.std_error * pair.std_error, least = std::min(least, pair.overlap);
    if (least < least_overlap)
        throw NumericalError({.place = "no estimate of ln Z: two neighbours of the ladder share " +
                                       short_number(least, 2) + " of their states, and below .03 there is no number",
                              .advice = {"take more rungs", {"rungs"}}});

    const double known = log_partition_of_independent(base);
    const Mbar fit = fitted(all, at::arange(all.size(3), at::kLong));
    const bool has_blocks = options.ladders >= blocks;
    const std::int64_t n = all.size(1) * all.size(2) * all.size(3), last = std::ssize(ladder) - 1;
    const std::vector<double> swaps = chains.swap_rates();
    const Uncertainty diagnostic = Uncertainty::none("a property of these chains");
    LogZ z{.method = LogZMethod::bar};
    z.value = {"log_z",
               known + fit.log_z[last].item<double>(),
               has_blocks ? Uncertainty::of(jackknife_error(all)) : Uncertainty::of(fit.std_error(last)),
               n,
               {}};
    z.others = {{"log_z_bar", known + by_pairs, Uncertainty::of(std::sqrt(variance)), n, {}},
                {"least_swap_rate", *std::min_element(swaps.begin(), swaps.end()), diagnostic, n, {}},
                {"least_overlap", least, diagnostic, n, {}},
                {"round_trips", static_cast<double>(chains.round_trips()), diagnostic, n, {}}};
    z.curves = {ladder_curve(ladder, swaps, pairs)};
    z.notes = {"MBAR over " + std::to_string(std::ssize(ladder)) + " rungs, " + std::to_string(options.ladders) +
               " ladders, " + std::to_string(options.evaluations) + " evaluations " + std::to_string(options.stride) +
               " sweeps apart; with all of them independent the error would be " +
               short_number(fit.std_error(last), 2)};
    return z;
}

}  // namespace blackbody

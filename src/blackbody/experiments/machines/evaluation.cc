#include "blackbody/experiments/machines/evaluation.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "blackbody/systems/ensembles/machines/labelled.h"
#include "blackbody/systems/ensembles/machines/mean_field.h"
#include "blackbody/tensor/mean.h"
#include "blackbody/training/machines/training_plans.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t piece = 1000, draws = 10, start_samples = 2000;

/// f of all rows, a piece at a time.
at::Tensor in_pieces(const at::Tensor& rows, const std::function<at::Tensor(const at::Tensor&)>& f) {
    std::vector<at::Tensor> parts;
    for (std::int64_t first = 0; first < rows.size(0); first += piece)
        parts.push_back(f(rows.narrow(0, first, std::min(piece, rows.size(0) - first)).to(at::kDouble)));
    return at::cat(parts);
}

AnnealingOptions annealing(const EvaluationOptions& options) {
    return {.chains = options.chains,
            .betas = spaced_betas(options.temperatures),
            .seed = seed_for(options.seed, "evaluation"),
            .progress = options.progress};
}

bool is_labelled(const DeepBoltzmann& machine) {
    return machine.depth() == 2 && machine.layers[2].unit->name == "potts" &&
           machine.layers[2].size() == machine.layers[2].colours;
}

/// What all kinds end with: a weight a sample, less ln Z.
Evaluation judged(const std::string& name, const at::Tensor& log_weight, const LogPartition& z) {
    Evaluation result;
    if (!z.trusted()) {
        result.refused = "ln Z rests on " + short_number(z.effective, 2) + " effective chains of " +
                         std::to_string(z.chains) + "; ten are the least: take more temperatures";
        return result;
    }
    const double error = std::isfinite(z.low) ? (z.high - z.low) / 6 : z.high - z.log_z;
    result.estimates = {{"log_partition", z.log_z, Uncertainty::of(error), z.chains, {}},
                        {"effective_chains", z.effective, Uncertainty::none("a property of this run"), z.chains, {}},
                        mean_of(name, log_weight - z.log_z)};
    return result;
}

Evaluation of(const Rbm& rbm, const EvaluationData& data, const EvaluationOptions& options) {
    const Layer start = fitted_layer(*rbm.visible.unit, data.train, rbm.visible.colours);
    return judged("log_probability", in_pieces(data.data, [&](const at::Tensor& v) { return -free_energy(rbm, v); }),
                  anneal(rbm, independent(rbm, start.theta), annealing(options)));
}

Evaluation of(const DeepBelief& network, const EvaluationData& data, const EvaluationOptions& options) {
    const Rbm& top = network.machines.back();
    const at::Tensor states = states_below_top(network, some_rows(data.train, start_samples), options.seed);
    const Layer start = fitted_layer(*top.visible.unit, states, top.visible.colours);
    const LogPartition z = anneal(top, independent(top, start.theta), annealing(options));
    const at::Tensor w =
        in_pieces(data.data, [&](const at::Tensor& v) { return bound_weights(network, v, draws, options.seed); });
    Evaluation result = judged("log_probability_bound", w.mean(1), z);
    if (!result.refused.empty()) return result;
    result.estimates.push_back(mean_of("log_probability_bound_of_draws",
                                       at::logsumexp(w, 1) - std::log(static_cast<double>(draws)) - z.log_z));
    return result;
}

/// Independent units with the means that the mean field has on training data.
DeepBoltzmann start_of(const DeepBoltzmann& machine, const at::Tensor& train) {
    const MeanField q = mean_field(machine, {some_rows(train, start_samples)}, {.max_turns = 20, .enough = 1e-4});
    std::vector<at::Tensor> theta;
    for (std::int64_t l = 0; l <= machine.depth(); ++l) {
        const Layer& layer = machine.layers[l];
        theta.push_back(l % 2 == 1 ? free_layer(*layer.unit, layer.size(), layer.colours).theta
                                   : fitted_layer(*layer.unit, l == 0 ? train : q.mean[l], layer.colours).theta);
    }
    return independent(machine, theta);
}

Evaluation of(const DeepBoltzmann& machine, const EvaluationData& data, const EvaluationOptions& options) {
    const LogPartition z = anneal(machine, start_of(machine, data.train), annealing(options));
    const auto bound = [&](const at::Tensor& v) { return bound_weight(machine, mean_field(machine, {v})); };
    if (!is_labelled(machine)) return judged("log_probability_bound", in_pieces(data.data, bound), z);

    // Labels are summed out exactly: ln p(v) = ln Σ_y exp(-F(v, y)) - ln Z.
    const at::Tensor log_weight = in_pieces(data.data, [&](const at::Tensor& v) {
        LayerStates states{v, {}, at::zeros({v.size(0), machine.layers[2].size()}, at::kDouble)};
        states[2].select(1, 0).fill_(1);
        const at::Tensor with_first = -free_energy(machine, states, Parity::odd);
        return with_first - log_probability_of_labels(machine, v).select(1, 0);
    });
    Evaluation result = judged("log_probability", log_weight, z);
    if (!data.labels.defined()) return result;
    const at::Tensor guess =
        in_pieces(data.data, [&](const at::Tensor& v) { return log_probability_of_labels(machine, v).argmax(1); });
    result.estimates.push_back(mean_of("accuracy", (guess == data.labels).to(at::kDouble)));
    return result;
}

}  // namespace

Evaluation evaluate(const AnyMachine& machine, const EvaluationData& data, const EvaluationOptions& options) {
    return std::visit([&](const auto& m) { return of(m, data, options); }, machine);
}

}  // namespace blackbody

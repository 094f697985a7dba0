#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include "blackbody/systems/ensembles/chains/layer_chains.h"
#include "blackbody/systems/ensembles/machines/deep_boltzmann.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// By definition, for layers of any kinds: the algorithm of annealing.cc with layers in place of sides.
LogPartition anneal_layers(const DeepBoltzmann& machine, const DeepBoltzmann& base, const AnnealingOptions& options) {
    const std::vector<double> betas = options.betas.empty() ? salakhutdinov_murray_betas() : options.betas;
    const ChainRandom random{options.seed, 0};
    LayerStates states(machine.layers.size());
    for (std::int64_t l = 1; l <= machine.depth(); l += 2)
        states[l] = at::zeros({options.chains, machine.layers[l].size()}, at::kDouble);
    sample_layers(base, Parity::even, random.of(0, visible_side), states);

    at::Tensor log_weights = at::zeros({options.chains}, at::kDouble);
    for (std::size_t k = 0; k + 1 < betas.size(); ++k) {
        if (options.progress) options.progress(static_cast<double>(k) / static_cast<double>(betas.size()));
        const DeepBoltzmann next = between(base, machine, betas[k + 1]);
        log_weights +=
            free_energy(between(base, machine, betas[k]), states, Parity::odd) - free_energy(next, states, Parity::odd);
        sample_layers(next, Parity::odd, random.of(k + 1, hidden_side), states);
        sample_layers(next, Parity::even, random.of(k + 1, visible_side), states);
    }
    const at::Tensor w = log_weights.contiguous();
    return summarised({w.const_data_ptr<double>(), w.const_data_ptr<double>() + w.numel()},
                      log_partition_of_independent(base));
}

}  // namespace

LogPartition anneal(const DeepBoltzmann& machine, const DeepBoltzmann& base, const AnnealingOptions& options) {
    const auto rbm = folded(machine), start = folded(base);
    return rbm && start ? anneal(*rbm, *start, options) : anneal_layers(machine, base, options);
}

}  // namespace blackbody

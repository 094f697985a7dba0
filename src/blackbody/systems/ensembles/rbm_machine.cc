#include "blackbody/systems/ensembles/rbm_machine.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/where.h>

#include <algorithm>

#include "blackbody/systems/ensembles/chains.h"
#include "blackbody/util/errors.h"

namespace blackbody {

std::unique_ptr<Machine> RbmMachine::with(const std::vector<at::Tensor>& weights) const {
    Rbm other = rbm_;
    other.weight = weights.at(0);
    return std::make_unique<RbmMachine>(std::move(other));
}

std::vector<at::Tensor> RbmMachine::hidden(const at::Tensor& visible, const ChainRandom& random) const {
    return {sample_hidden(rbm_, visible, random.of(0, hidden_side))};
}

at::Tensor RbmMachine::mean_visible(const at::Tensor& visible, const ChainRandom& random) const {
    return rbm_.visible.unit->mean(rbm_.visible, field_of_visible(rbm_, hidden(visible, random)[0]));
}

at::Tensor RbmMachine::run(const at::Tensor& start, const ChainRun& options) const {
    const Rbm machine = options.beta == 1 ? rbm_ : at_beta(rbm_, options.beta);
    const auto ask = [&](std::int64_t done) {
        if (options.go_on && !options.go_on(static_cast<double>(done) / static_cast<double>(options.steps)))
            throw Error(ErrorKind::interrupted, "interrupted; nothing was written");
    };
    if (options.held.defined()) {
        const ChainRandom random{options.seed, 0};
        at::Tensor v = start;
        for (std::int64_t k = 0; k < options.steps; ++k) {
            ask(k);
            const std::uint64_t step = options.first_step + static_cast<std::uint64_t>(k);
            const at::Tensor h = sample_hidden(machine, v, random.of(step, hidden_side));
            v = at::where(options.held, start, sample_visible(machine, h, random.of(step, visible_side)));
        }
        return v;
    }
    Chains chains(machine, start, {.seed = options.seed, .step = options.first_step});
    constexpr std::int64_t pause = 16;
    for (std::int64_t done = 0; done < options.steps; done += pause) {
        ask(done);
        chains.run(std::min(pause, options.steps - done));
    }
    return chains.visible();
}

}  // namespace blackbody

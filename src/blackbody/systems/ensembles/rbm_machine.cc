#include "blackbody/systems/ensembles/rbm_machine.h"

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

at::Tensor RbmMachine::run(const at::Tensor& start, const ChainRun& options) const {
    Chains chains(rbm_, start, {.seed = options.seed});
    constexpr std::int64_t pause = 16;
    for (std::int64_t done = 0; done < options.steps; done += pause) {
        if (options.go_on && !options.go_on(static_cast<double>(done) / static_cast<double>(options.steps)))
            throw Error(ErrorKind::interrupted, "interrupted; nothing was written");
        chains.run(std::min(pause, options.steps - done));
    }
    return chains.visible();
}

}  // namespace blackbody

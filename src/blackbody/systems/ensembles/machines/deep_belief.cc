#include "blackbody/systems/ensembles/machines/deep_belief.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>

#include <cmath>

#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// Draws of one machine of the stack on one way through it: a stream of its own.
Draw draw_of(Seed seed, std::uint64_t draw, std::size_t machine, Side side) {
    return {seed_for(seed, "belief"), stream_of(draw << 8 | machine, side), 0};
}

/// ln p(v | h) for every pair, [N, S].
at::Tensor log_conditional(const Rbm& rbm, const at::Tensor& v, const at::Tensor& h) {
    const at::Tensor x = field_of_visible(rbm, h);
    return own_exponent(rbm.visible, v).sum(1, true) + at::matmul(v, x.t()) -
           rbm.visible.unit->log_partition(rbm.visible, x).sum(1);
}

}  // namespace

void check(const DeepBelief& network, const std::string& file) {
    if (network.machines.empty())
        throw Error(ErrorKind::model, Complaint{.file = file, .expected = "at least one machine", .found = "none"});
    for (std::size_t l = 0; l < network.machines.size(); ++l) {
        check(network.machines[l], file + ": machine " + std::to_string(l + 1));
        if (l == 0) continue;
        const Layer &below = network.machines[l - 1].hidden, &here = network.machines[l].visible;
        if (below.unit != here.unit || below.size() != here.size() || below.colours != here.colours)
            throw Error(ErrorKind::model,
                        Complaint{.file = file,
                                  .place = "machine " + std::to_string(l + 1),
                                  .expected = std::to_string(below.size()) + " visible " + below.unit->name + " units",
                                  .found = std::to_string(here.size()) + " " + here.unit->name + " units"});
    }
}

at::Tensor states_below_top(const DeepBelief& network, const at::Tensor& v, Seed seed, std::uint64_t draw) {
    at::Tensor states = v.to(at::kDouble);
    for (std::size_t l = 0; l + 1 < network.machines.size(); ++l)
        states = sample_hidden(network.machines[l], states, draw_of(seed, draw, l, hidden_side));
    return states;
}

at::Tensor bound_weights(const DeepBelief& network, const at::Tensor& v, std::int64_t draws, Seed seed) {
    std::vector<at::Tensor> columns;
    const at::Tensor from_below = -free_energy(network.machines[0], v);
    for (std::int64_t d = 0; d < draws; ++d) {
        at::Tensor states = v, weight = from_below;
        for (std::size_t l = 0; l + 1 < network.machines.size(); ++l) {
            states = sample_hidden(network.machines[l], states,
                                   draw_of(seed, static_cast<std::uint64_t>(d), l, hidden_side));
            weight = weight + free_energy_of_hidden(network.machines[l], states) -
                     free_energy(network.machines[l + 1], states);
        }
        columns.push_back(weight);
    }
    return at::stack(columns, 1);
}

at::Tensor sample_downwards(const DeepBelief& network, const at::Tensor& states, Seed seed, std::uint64_t draw) {
    at::Tensor below = states;
    for (std::size_t l = network.machines.size() - 1; l-- > 0;)
        below = sample_visible(network.machines[l], below, draw_of(seed, draw, l, visible_side));
    return below;
}

at::Tensor exact_log_probability(const DeepBelief& network, const at::Tensor& v) {
    const Rbm& bottom = network.machines[0];
    if (network.machines.size() == 1) return -free_energy(bottom, v) - exact_log_partition(bottom);
    const auto count = static_cast<std::int64_t>(std::llround(std::exp2(bits_of(bottom.hidden))));
    const at::Tensor h = states_of(bottom.hidden, 0, count);
    const DeepBelief rest{{network.machines.begin() + 1, network.machines.end()}};
    return at::logsumexp(log_conditional(bottom, v, h) + exact_log_probability(rest, h), 1);
}

}  // namespace blackbody

#include "blackbody/systems/ensembles/machines/mean_field.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>

namespace blackbody {
namespace {

/// Fields from below, twice as strong where a layer above is not known yet.
MeanField from_below(const DeepBoltzmann& machine, const LayerStates& given) {
    MeanField q;
    q.mean = given, q.mean.resize(machine.layers.size()), q.field.resize(machine.layers.size());
    for (std::int64_t l = 1; l <= machine.depth(); ++l) {
        if (q.mean[l].defined()) continue;
        q.field[l] = at::matmul(q.mean[l - 1], machine.weights[l - 1]) * (l < machine.depth() ? 2 : 1);
        q.mean[l] = machine.layers[l].unit->mean(machine.layers[l], q.field[l]);
    }
    return q;
}

/// The part of a layer's field that given neighbours make: it stays. Undefined where there are none.
at::Tensor standing_field(const DeepBoltzmann& machine, std::int64_t l, const MeanField& q) {
    at::Tensor field;
    if (!q.field[l - 1].defined()) field = at::matmul(q.mean[l - 1], machine.weights[l - 1]);
    if (l == machine.depth() || q.field[l + 1].defined()) return field;
    const at::Tensor from_above = at::matmul(q.mean[l + 1], machine.weights[l].t());
    return field.defined() ? field + from_above : from_above;
}

/// One layer in the field of its neighbours; how far its means moved.
double settle(const DeepBoltzmann& machine, std::int64_t l, const at::Tensor& standing, MeanField& q) {
    at::Tensor field = standing;
    const auto add = [&](const at::Tensor& part) { field = field.defined() ? field + part : part; };
    if (q.field[l - 1].defined()) add(at::matmul(q.mean[l - 1], machine.weights[l - 1]));
    if (l < machine.depth() && q.field[l + 1].defined()) add(at::matmul(q.mean[l + 1], machine.weights[l].t()));
    q.field[l] = field;
    const at::Tensor mean = machine.layers[l].unit->mean(machine.layers[l], q.field[l]);
    const double moved = (mean - q.mean[l]).abs().max().item<double>();
    q.mean[l] = mean;
    return moved;
}

}  // namespace

MeanField mean_field(const DeepBoltzmann& machine, const LayerStates& given, const MeanFieldOptions& options) {
    MeanField q = from_below(machine, given);
    std::vector<at::Tensor> standing(machine.layers.size());
    for (std::int64_t l = 1; l <= machine.depth(); ++l)
        if (q.field[l].defined()) standing[l] = standing_field(machine, l, q);
    while (!q.converged && q.turns < options.max_turns) {
        double moved = 0;
        for (const Parity parity : {Parity::odd, Parity::even})
            for (std::int64_t l = first_of(parity); l <= machine.depth(); l += 2)
                if (q.field[l].defined()) moved = std::max(moved, settle(machine, l, standing[l], q));
        ++q.turns, q.converged = moved <= options.enough;
    }
    return q;
}

at::Tensor bound_weight(const DeepBoltzmann& machine, const MeanField& q) {
    at::Tensor bound = own_exponent(machine.layers[0], q.mean[0]).sum(1);
    for (std::int64_t l = 1; l <= machine.depth(); ++l) {
        const Layer& layer = machine.layers[l];
        bound = bound + (at::matmul(q.mean[l - 1], machine.weights[l - 1]) * q.mean[l]).sum(1);
        // Entropy and own energy of a layer that is averaged over; own energy of one that is given.
        bound = bound + (q.field[l].defined()
                             ? layer.unit->log_partition(layer, q.field[l]).sum(1) - (q.field[l] * q.mean[l]).sum(1)
                             : own_exponent(layer, q.mean[l]).sum(1));
    }
    return bound;
}

LayerMoments moments_of(const DeepBoltzmann& machine, const MeanField& q) {
    LayerMoments moments;
    for (std::int64_t l = 0; l <= machine.depth(); ++l) {
        const Layer& layer = machine.layers[l];
        moments.statistics.push_back(
            (q.field[l].defined() ? layer.unit->mean_statistics(layer, q.field[l]) : layer.unit->statistics(q.mean[l]))
                .mean(1));
        if (l > 0)
            moments.correlation.push_back(at::matmul(q.mean[l - 1].t(), q.mean[l]) /
                                          static_cast<double>(q.mean[0].size(0)));
    }
    return moments;
}

}  // namespace blackbody

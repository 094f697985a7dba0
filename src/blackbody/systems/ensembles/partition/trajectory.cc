#include "blackbody/systems/ensembles/partition/trajectory.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/searchsorted.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "blackbody/formats/tensor_view.h"
#include "blackbody/systems/ensembles/chains/layer_chains.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

double effective_of(const at::Tensor& log_weights) {
    const at::Tensor w = at::softmax(log_weights, 0);
    return 1 / (w * w).sum().item<double>();
}

double log_mean(const at::Tensor& log_weights) {
    return at::logsumexp(log_weights, 0).item<double>() - std::log(static_cast<double>(log_weights.numel()));
}

/// Variance of the logarithm of a mean weight, to first order.
double variance_of(const at::Tensor& log_weights) {
    const auto n = static_cast<double>(log_weights.numel());
    return std::max(0., (1 / effective_of(log_weights) - 1 / n) * n / (n - 1));
}

}  // namespace

Trajectory::Trajectory(const DeepBoltzmann& base, const TrajectoryOptions& options)
    : options_(options),
      machine_(base),
      states_(base.layers.size()),
      log_weights_(at::zeros({options.chains}, at::kDouble)),
      log_z_(log_partition_of_independent(base)) {
    for (std::int64_t l = 1; l <= base.depth(); l += 2)
        states_[l] = at::zeros({options.chains, base.layers[l].size()}, at::kDouble);
    const ChainRandom random{seed_for(options.seed, "trajectory"), 0};
    sample_layers(base, Parity::even, random.of(steps_++, visible_side), states_);
}

void Trajectory::advance(const DeepBoltzmann& to) {
    const at::Tensor leap = free_energy(machine_, states_, Parity::odd) - free_energy(to, states_, Parity::odd);
    const double spread = leap.std().item<double>();
    const std::int64_t steps = std::isfinite(spread) ? std::clamp(std::llround(std::ceil(4 * spread)),
                                                                  static_cast<long long>(options_.min_steps),
                                                                  static_cast<long long>(options_.max_steps))
                                                     : options_.max_steps;
    DeepBoltzmann here = machine_;
    for (std::int64_t k = 1; k <= steps; ++k) {
        const DeepBoltzmann next = between(machine_, to, static_cast<double>(k) / static_cast<double>(steps));
        step(here, next);
        here = next;
    }
    machine_ = to;
}

void Trajectory::step(const DeepBoltzmann& from, const DeepBoltzmann& to) {
    log_weights_ += free_energy(from, states_, Parity::odd) - free_energy(to, states_, Parity::odd);
    if (effective() < static_cast<double>(options_.chains) / 2) redraw();
    const ChainRandom random{seed_for(options_.seed, "trajectory"), 0};
    sample_layers(to, Parity::odd, random.of(steps_, hidden_side), states_);
    sample_layers(to, Parity::even, random.of(steps_, visible_side), states_);
    ++steps_;
}

void Trajectory::redraw() {
    log_z_ += log_mean(log_weights_), variance_ += variance_of(log_weights_);
    // Evenly spaced quantiles of the weights, from one random offset (J. Carpenter, P. Clifford, P. Fearnhead 1999).
    const double offset = Random(seed_for(options_.seed, "redraw"), steps_).uniform();
    const at::Tensor place = (at::arange(options_.chains, at::kDouble) + offset) / static_cast<double>(options_.chains),
                     which =
                         at::searchsorted(at::softmax(log_weights_, 0).cumsum(0), place).clamp_max(options_.chains - 1);
    for (at::Tensor& s : states_)
        if (s.defined()) s = s.index_select(0, which);
    log_weights_ = at::zeros_like(log_weights_);
}

Estimate Trajectory::log_z() const {
    return {"log_z",
            log_z_ + log_mean(log_weights_),
            Uncertainty::of(std::sqrt(variance_ + variance_of(log_weights_))),
            options_.chains,
            {}};
}

double Trajectory::effective() const { return effective_of(log_weights_); }

std::map<std::string, at::Tensor> Trajectory::state() const {
    std::map<std::string, at::Tensor> arrays{{"log_weights", log_weights_.clone()},
                                             {"sums", at::tensor({log_z_, variance_}, at::kDouble)},
                                             {"steps", at::tensor(static_cast<std::int64_t>(steps_), at::kLong)}};
    for (std::size_t l = 0; l < states_.size(); l += 2)
        arrays["states." + std::to_string(l)] = states_[l].to(at::kDouble).clone();
    return arrays;
}

void Trajectory::restore(const std::map<std::string, at::Tensor>& state, const DeepBoltzmann& at) {
    const auto array = [&](const std::string& name, at::IntArrayRef shape) {
        const auto found = state.find(name);
        if (found != state.end() && found->second.sizes() == shape) return found->second.clone();
        throw Error(ErrorKind::data,
                    Complaint{.place = "trajectory, " + name,
                              .expected = shape_text(shape),
                              .found = found == state.end() ? "nothing" : shape_text(found->second.sizes())});
    };
    log_weights_ = array("log_weights", {options_.chains});
    const at::Tensor sums = array("sums", {2});
    log_z_ = sums[0].item<double>(), variance_ = sums[1].item<double>();
    steps_ = static_cast<std::uint64_t>(array("steps", {1}).item<std::int64_t>());
    for (std::size_t l = 0; l < states_.size(); l += 2)
        states_[l] = array("states." + std::to_string(l), {options_.chains, at.layers[l].size()});
    machine_ = at;
}

}  // namespace blackbody

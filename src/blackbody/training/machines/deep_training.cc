#include "blackbody/training/machines/deep_training.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "blackbody/formats/tensor_view.h"
#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// Updates between two checks that the bound is finite.
constexpr std::int64_t check_every = 64;

DeepBoltzmann with_numbers(DeepBoltzmann machine, const DeepGradient& numbers) {
    machine.weights = numbers.weights;
    for (std::size_t l = 0; l < machine.layers.size(); ++l) machine.layers[l].theta = numbers.theta[l];
    return machine;
}

DeepGradient numbers_of(const DeepBoltzmann& machine) {
    DeepGradient numbers{machine.weights, {}};
    for (const Layer& layer : machine.layers) numbers.theta.push_back(layer.theta);
    return numbers;
}

/// Means of bits need no more than floats.
DeepBoltzmann in_floats(DeepBoltzmann machine) {
    DeepGradient numbers = numbers_of(machine);
    for (at::Tensor& t : numbers.weights) t = t.to(at::kFloat);
    for (at::Tensor& t : numbers.theta) t = t.to(at::kFloat);
    return with_numbers(std::move(machine), numbers);
}

bool is_binary(const DeepBoltzmann& machine) {
    for (const Layer& layer : machine.layers)
        if (layer.unit->name != "bernoulli") return false;
    return true;
}

/// Its own numbers: what was handed out stays as it is.
DeepBoltzmann copy_of(const DeepBoltzmann& machine) {
    DeepGradient numbers = numbers_of(machine);
    for (at::Tensor& t : numbers.weights) t = t.clone();
    for (at::Tensor& t : numbers.theta) t = t.clone();
    return with_numbers(machine, numbers);
}

void write(const DeepBoltzmann& from, const DeepBoltzmann& to) {
    const DeepGradient source = numbers_of(from), target = numbers_of(to);
    for (std::size_t l = 0; l < source.weights.size(); ++l) at::Tensor(target.weights[l]).copy_(source.weights[l]);
    for (std::size_t l = 0; l < source.theta.size(); ++l) at::Tensor(target.theta[l]).copy_(source.theta[l]);
}

/// The states given, one entry a layer.
LayerStates checked(const DeepBoltzmann& machine, LayerStates given) {
    given.resize(machine.layers.size());
    const auto refuse = [](const std::string& expected, const std::string& found) {
        throw Error(ErrorKind::data, Complaint{.place = "training data", .expected = expected, .found = found});
    };
    for (std::size_t l = 0; l < given.size(); ++l) {
        if (!given[l].defined()) continue;
        const Layer& layer = machine.layers[l];
        if (given[l].dim() != 2 || given[l].size(0) == 0 || given[l].size(1) != layer.size() ||
            given[l].size(0) != given[0].size(0))
            refuse("samples of " + std::to_string(layer.size()) + " numbers", shape_text(given[l].sizes()));
        if (!layer.unit->allowed(layer, given[l]).all().item<bool>())
            refuse("states of " + layer.unit->name + " units (" + layer.unit->states + ")", "another number");
    }
    if ((given[0] == given[0][0]).all().item<bool>()) refuse("samples that differ", "the same sample everywhere");
    return given;
}

class DeepLearner : public MachineLearner {
  public:
    DeepLearner(DeepBoltzmann start, DeepTrainingData data, const DeepTrainingOptions& options)
        : machine_(copy_of(start)),
          good_(copy_of(start)),
          data_(checked(machine_, std::move(data.given))),
          options_(options),
          order_(data_[0].size(0), std::min(options.contrastive.batch, data_[0].size(0)), options.contrastive.seed) {
        std::vector<Parameter> parameters;
        std::vector<Coupling> couplings;
        for (std::int64_t l = 0; l <= machine_.depth(); ++l) {
            parameters.push_back({"theta." + std::to_string(l), machine_.layers[l].theta});
            if (l == 0) continue;
            parameters.push_back({"weight." + std::to_string(l), machine_.weights[l - 1]});
            couplings.push_back({machine_.weights[l - 1], machine_.layers[l].theta});
        }
        ascent_ =
            std::make_unique<Ascent>(parameters, couplings, options_.ascent.value_or(ascent_of(options_.contrastive)));
    }

    void update() override {
        const LayerStates batch = next_batch();
        const bool is_small = is_binary(machine_);
        const DeepBoltzmann machine = is_small ? in_floats(machine_) : machine_;
        const MeanField q = mean_field(machine, is_small ? as_floats(batch) : batch, options_.mean_field);
        const LayerMoments data = in_doubles(moments_of(machine, q)), model = model_moments();
        move(options_.contrastive.is_centred ? centred(machine_, data, model) : gradient_of(data, model), data);
        if (++updates_ % check_every == 0) check_finite(batch);
    }

    DeepBoltzmann machine() const override { return copy_of(machine_); }
    std::int64_t updates() const override { return updates_; }
    std::int64_t updates_per_epoch() const override { return order_.batches(); }
    Arrays state() const override;
    void restore(const Arrays& state) override;

  private:
    LayerStates next_batch();
    LayerMoments model_moments();
    void start_chains();
    void move(const DeepGradient& gradient, const LayerMoments& data);
    void check_finite(const LayerStates& batch);

    static LayerStates as_floats(LayerStates states) {
        for (at::Tensor& s : states)
            if (s.defined()) s = s.to(at::kFloat);
        return states;
    }
    static LayerMoments in_doubles(LayerMoments moments) {
        for (at::Tensor& t : moments.correlation) t = t.to(at::kDouble);
        for (at::Tensor& t : moments.statistics) t = t.to(at::kDouble);
        return moments;
    }
    DeepBoltzmann machine_, good_;
    LayerStates data_;
    DeepTrainingOptions options_;
    std::unique_ptr<LayerChains> chains_;
    BatchOrder order_;
    std::unique_ptr<Ascent> ascent_;
    std::int64_t updates_ = 0;
};

LayerStates DeepLearner::next_batch() {
    const at::Tensor which = order_.of(updates_);
    LayerStates batch = data_;
    for (at::Tensor& states : batch)
        if (states.defined()) states = states.index_select(0, which).to(at::kDouble);
    return batch;
}

void DeepLearner::start_chains() {
    // At data; even layers above it are drawn from the mean field of the machine as it starts.
    const at::Tensor which = at::arange(options_.contrastive.chains, at::kLong).remainder(data_[0].size(0));
    LayerStates start = data_;
    for (at::Tensor& states : start)
        if (states.defined()) states = states.index_select(0, which).to(at::kDouble);
    const MeanField q = mean_field(machine_, start, options_.mean_field);
    for (std::int64_t l = 2; l <= machine_.depth(); l += 2) {
        const Layer& layer = machine_.layers[l];
        const Draw draw{seed_for(options_.contrastive.seed, "start"), stream_of(static_cast<std::uint64_t>(l), 0), 0};
        if (!start[l].defined())
            start[l] = layer.unit->sample(layer, q.field[l], uniform_numbers(draw, which.numel(), layer.size()));
    }
    chains_ = std::make_unique<LayerChains>(machine_, start,
                                            ChainOptions{.seed = seed_for(options_.contrastive.seed, "chains")});
}

LayerMoments DeepLearner::model_moments() {
    if (!chains_) start_chains();
    else chains_->follow(machine_);
    chains_->run(options_.contrastive.steps);
    return chains_->moments();
}

void DeepLearner::move(const DeepGradient& gradient, const LayerMoments& data) {
    for (std::size_t l = 0; l < gradient.theta.size(); ++l) hold_gradient(machine_.layers[l].theta, gradient.theta[l]);
    for (std::size_t l = 0; l < gradient.weights.size(); ++l) hold_gradient(machine_.weights[l], gradient.weights[l]);
    ascent_->move({data.statistics.begin() + 1, data.statistics.end()}, updates_);
}

void DeepLearner::check_finite(const LayerStates& batch) {
    if (at::isfinite(bound_weight(machine_, mean_field(machine_, batch, {.max_turns = 1}))).all().item<bool>()) {
        good_ = copy_of(machine_);
        return;
    }
    write(good_, machine_);
    throw NumericalError(Complaint{.place = "update " + std::to_string(updates_),
                                   .expected = "finite free energies",
                                   .found = "NaN or infinity",
                                   .advice = "learning diverges: a smaller learning rate"});
}

Arrays DeepLearner::state() const {
    Arrays arrays{{"updates", at::tensor(updates_, at::kLong)}};
    const auto put_machine = [&](const std::string& name, const DeepBoltzmann& machine) {
        for (std::int64_t l = 0; l <= machine.depth(); ++l) {
            arrays[name + ".theta." + std::to_string(l)] = machine.layers[l].theta.clone();
            if (l > 0) arrays[name + ".weight." + std::to_string(l)] = machine.weights[l - 1].clone();
        }
    };
    put_machine("machine", machine_), put_machine("good", good_);
    put_all(arrays, "optimizer", ascent_->state());
    if (!chains_) return arrays;
    const LayerStates states = chains_->states();
    for (std::size_t l = 0; l < states.size(); l += 2) arrays["chains." + std::to_string(l)] = states[l].clone();
    arrays["steps"] = at::tensor(static_cast<std::int64_t>(chains_->step()), at::kLong);
    return arrays;
}

void DeepLearner::restore(const Arrays& state) {
    const auto machine = [&](const std::string& name) {
        DeepGradient numbers = numbers_of(machine_);
        for (std::size_t l = 0; l < numbers.theta.size(); ++l)
            numbers.theta[l] = array_of(state, name + ".theta." + std::to_string(l), numbers.theta[l].sizes());
        for (std::size_t l = 0; l < numbers.weights.size(); ++l)
            numbers.weights[l] = array_of(state, name + ".weight." + std::to_string(l + 1), numbers.weights[l].sizes());
        return with_numbers(machine_, numbers);
    };
    const DeepBoltzmann now = machine("machine");
    good_ = machine("good"), write(now, machine_);
    updates_ = array_of(state, "updates", {1}).item<std::int64_t>();
    ascent_->restore(part_of(state, "optimizer"));
    chains_.reset();
    if (!state.contains("steps")) return;
    LayerStates start(machine_.layers.size());
    for (std::size_t l = 0; l < start.size(); l += 2)
        start[l] =
            array_of(state, "chains." + std::to_string(l), {options_.contrastive.chains, machine_.layers[l].size()})
                .to(at::kDouble);
    chains_ = std::make_unique<LayerChains>(
        machine_, start,
        ChainOptions{.seed = seed_for(options_.contrastive.seed, "chains"),
                     .step = static_cast<std::uint64_t>(array_of(state, "steps", {1}).item<std::int64_t>())});
}

/// The halves of a tensor along an axis, averaged.
at::Tensor halves_mean(const at::Tensor& t, std::int64_t axis) {
    const std::int64_t half = t.size(axis) / 2;
    return (t.narrow(axis, 0, half) + t.narrow(axis, half, half)) / 2;
}

}  // namespace

DeepGradient gradient_of(const LayerMoments& data, const LayerMoments& model) {
    DeepGradient g;
    for (std::size_t l = 0; l < data.correlation.size(); ++l)
        g.weights.push_back(data.correlation[l] - model.correlation[l]);
    for (std::size_t l = 0; l < data.statistics.size(); ++l)
        g.theta.push_back(data.statistics[l] - model.statistics[l]);
    return g;
}

DeepGradient centred(const DeepBoltzmann& machine, const LayerMoments& data, const LayerMoments& model) {
    DeepGradient g = gradient_of(data, model);
    std::vector<at::Tensor> mu, apart;
    std::vector<std::int64_t> biases;
    for (std::size_t l = 0; l < machine.layers.size(); ++l) {
        biases.push_back(biases_of(*machine.layers[l].unit));
        const auto mean = [&](const at::Tensor& statistics) { return statistics.narrow(0, 0, biases[l]).sum(0); };
        mu.push_back((mean(data.statistics[l]) + mean(model.statistics[l])) / 2), apart.push_back(mean(g.theta[l]));
    }
    for (std::int64_t l = 0; l < machine.depth(); ++l) {
        g.weights[l] = g.weights[l] - apart[l].unsqueeze(1) * mu[l + 1] - mu[l].unsqueeze(1) * apart[l + 1];
        g.theta[l].narrow(0, 0, biases[l]) -= at::matmul(g.weights[l], mu[l + 1]);
        g.theta[l + 1].narrow(0, 0, biases[l + 1]) -= at::matmul(mu[l], g.weights[l]);
    }
    return g;
}

std::unique_ptr<MachineLearner> deep_learner(DeepBoltzmann start, DeepTrainingData data,
                                             const DeepTrainingOptions& options) {
    check(options.contrastive);
    return std::make_unique<DeepLearner>(std::move(start), std::move(data), options);
}

at::Tensor doubled(const at::Tensor& states) { return at::cat({states, states}, 1); }

DeepBoltzmann composed(const std::vector<Rbm>& machines, std::int64_t depth) {
    DeepBoltzmann machine;
    const std::int64_t last = depth - 1;
    for (std::int64_t l = 0; l < std::ssize(machines); ++l) {
        Rbm rbm = machines[l];
        if (l == 0 && last > 0)
            rbm.weight = halves_mean(rbm.weight, 0), rbm.visible.theta = halves_mean(rbm.visible.theta, 1);
        if (l == last && last > 0)
            rbm.weight = halves_mean(rbm.weight, 1), rbm.hidden.theta = halves_mean(rbm.hidden.theta, 1);
        if (l > 0 && l < last) rbm.weight = rbm.weight / 2;
        if (l == 0) machine.layers.push_back(rbm.visible);
        else machine.layers.back().theta = (machine.layers.back().theta + rbm.visible.theta) / 2;
        machine.layers.push_back(rbm.hidden);
        machine.weights.push_back(rbm.weight);
    }
    return machine;
}

}  // namespace blackbody

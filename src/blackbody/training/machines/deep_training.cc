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

void check_data(const DeepBoltzmann& machine, const LayerStates& given) {
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
}

class DeepLearner : public Learner {
  public:
    DeepLearner(DeepBoltzmann start, DeepTrainingData data, const DeepTrainingOptions& options)
        : machine_(std::move(start)), good_(machine_), data_(std::move(data.given)), options_(options) {
        data_.resize(machine_.layers.size());
        check_data(machine_, data_);
        options_.contrastive.batch = std::min(options_.contrastive.batch, data_[0].size(0));
        for (std::int64_t l = 0; l < machine_.depth(); ++l)
            rules_.push_back(options_.rule ? options_.rule() : momentum_rule(options_.contrastive.momentum));
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

    DeepBoltzmann machine() const override { return machine_; }
    std::int64_t updates() const override { return updates_; }
    std::int64_t updates_per_epoch() const override { return data_[0].size(0) / options_.contrastive.batch; }
    Arrays state() const override;
    void restore(const Arrays& state) override;

  private:
    LayerStates next_batch();
    LayerMoments model_moments();
    void start_chains();
    void move(DeepGradient gradient, const LayerMoments& data);
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
    /// What one rule moves: W_l and the layer above it, and for l = 0 the visible layer.
    static Gradient coupling(const DeepGradient& g, std::int64_t l) {
        return {g.weights[l], l == 0 ? g.theta[0] : g.theta[l].narrow(1, 0, 0), g.theta[l + 1]};
    }

    DeepBoltzmann machine_, good_;
    LayerStates data_;
    DeepTrainingOptions options_;
    std::vector<std::unique_ptr<UpdateRule>> rules_;
    std::unique_ptr<LayerChains> chains_;
    at::Tensor order_;  ///< of the samples in this epoch
    std::int64_t updates_ = 0;
};

LayerStates DeepLearner::next_batch() {
    const std::int64_t size = options_.contrastive.batch, epoch = updates_ / updates_per_epoch(),
                       place = updates_ % updates_per_epoch();
    if (place == 0 || !order_.defined())
        order_ = at::tensor(Random(seed_for(options_.contrastive.seed, "epoch"), static_cast<std::uint64_t>(epoch))
                                .permutation(data_[0].size(0)),
                            at::kLong);
    const at::Tensor which = order_.narrow(0, place * size, size);
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

void DeepLearner::move(DeepGradient gradient, const LayerMoments& data) {
    // The machine that was handed out stays as it is.
    DeepGradient parameters = numbers_of(machine_);
    for (at::Tensor& t : parameters.weights) t = t.clone();
    for (at::Tensor& t : parameters.theta) t = t.clone();
    for (std::int64_t l = 0; l < machine_.depth(); ++l) {
        const ContrastiveOptions& o = options_.contrastive;
        if (o.weight_decay != 0) gradient.weights[l].sub_(machine_.weights[l], o.weight_decay);
        if (o.l1 != 0) gradient.weights[l].sub_(machine_.weights[l].sign(), o.l1);
        Gradient moved = coupling(parameters, l);
        rules_[l]->move(moved, {.gradient = coupling(gradient, l),
                                .activity = data.statistics[l + 1],
                                .update = updates_,
                                .rate = lr_of(o)});
        parameters.weights[l] = moved.weight, parameters.theta[l + 1] = moved.hidden;
        if (l == 0) parameters.theta[0] = moved.visible;
    }
    machine_ = with_numbers(machine_, parameters);
}

void DeepLearner::check_finite(const LayerStates& batch) {
    if (at::isfinite(bound_weight(machine_, mean_field(machine_, batch, {.most = 1}))).all().item<bool>()) {
        good_ = machine_;
        return;
    }
    machine_ = good_;
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
    for (std::size_t l = 0; l < rules_.size(); ++l) put_all(arrays, "rule." + std::to_string(l), rules_[l]->state());
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
    good_ = machine("good"), machine_ = now;
    updates_ = array_of(state, "updates", {1}).item<std::int64_t>();
    for (std::size_t l = 0; l < rules_.size(); ++l)
        rules_[l]->restore(part_of(state, "rule." + std::to_string(l)),
                           coupling(numbers_of(machine_), static_cast<std::int64_t>(l)));
    chains_.reset(), order_.reset();
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

std::unique_ptr<Learner> deep_learner(DeepBoltzmann start, DeepTrainingData data, const DeepTrainingOptions& options) {
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

#include "blackbody/training/machines/training_plans.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <functional>

#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/systems/ensembles/machines/labelled.h"
#include "blackbody/training/machines/deep_training.h"
#include "blackbody/training/machines/tempered.h"

namespace blackbody {
namespace {

constexpr std::int64_t samples_looked_at = 1000, directions = 10;

/// W normal with the given spread.
at::Tensor random_weight(std::int64_t v, std::int64_t m, double spread, Seed seed) {
    at::Tensor weight = at::zeros({v, m}, at::kDouble);
    Random random(seed_for(seed, "weights"));
    double* w = weight.data_ptr<double>();
    for (std::int64_t i = 0; i < weight.numel(); ++i) w[i] = spread * random.normal();
    return weight;
}

Rbm one_machine(const DeepBoltzmann& machine) { return {machine.layers[0], machine.layers[1], machine.weights[0]}; }

/// W = 0 and free units above the visible ones.
DeepBoltzmann base_of(const DeepBoltzmann& machine) {
    std::vector<at::Tensor> theta;
    for (std::size_t l = 0; l < machine.layers.size(); ++l)
        theta.push_back(l == 0 ? machine.layers[0].theta
                               : free_layer(*machine.layers[l].unit, machine.layers[l].size()).theta);
    return independent(machine, theta);
}

/// What all plans share.
class PlanOf : public TrainingPlan {
  public:
    PlanOf(PlanData data, MachineTrainingOptions options) : data_(std::move(data)) {
        check(options);
        options_ = settled(std::move(options), data_.states.size(0));
    }

  protected:
    Layer hidden_layer(std::int64_t number) const {
        const auto& kinds = options_.units;
        const Unit& unit = find_unit(kinds[std::min<std::size_t>(number + 1, kinds.size() - 1)]);
        const std::int64_t q = unit.name == "potts" ? colours() : 1;
        return free_layer(unit, options_.hidden[number] * q, q);
    }

    Layer visible_layer(const at::Tensor& states) const {
        return fitted_layer(find_unit(options_.units[0]), states, colours());
    }

    std::int64_t colours() const { return options_.potts_states.value_or(1); }

    Seed seed_of(std::int64_t stage) const {
        return seed_for(options_.contrastive.seed, ("stage " + std::to_string(stage)).c_str());
    }

    AscentOptions ascent(const ContrastiveOptions& contrastive, std::int64_t updates) const {
        AscentOptions o = ascent_of(contrastive);
        o.optimizer = options_.optimizer, o.updates = updates;
        if (options_.lr_end_factor < 1) o.rate.schedule = "linear", o.rate.factor = options_.lr_end_factor;
        o.sparsity = options_.sparsity, o.sparsity_strength = options_.sparsity_strength;
        o.max_norm = options_.max_norm;
        return o;
    }

    ContrastiveOptions contrastive(std::int64_t stage) const {
        ContrastiveOptions o = options_.contrastive;
        o.persistent = options_.method != "cd", o.seed = seed_of(stage);
        if (stage > 0 && options_.upper_lr) o.lr = options_.upper_lr;
        return o;
    }

    TrainingMethods methods(std::int64_t stage, std::int64_t updates, const Rbm& start,
                            const at::Tensor& states) const {
        TrainingMethods methods{.ascent = ascent(contrastive(stage), updates)};
        if (options_.method != "pt") return methods;
        std::vector<double> ladder;
        for (std::int64_t k = 0; k < options_.rungs; ++k)
            ladder.push_back(static_cast<double>(k) / static_cast<double>(options_.rungs - 1));
        methods.model = tempered_average({.start = some_rows(states, options_.contrastive.chains),
                                          .base_theta = start.visible.theta,
                                          .ladder = ladder,
                                          .steps = options_.contrastive.steps,
                                          .seed = seed_for(seed_of(stage), "chains")});
        return methods;
    }

    /// A stage of one RBM on data that may be another every epoch.
    using DataOfEpoch = std::function<at::Tensor(std::int64_t epoch)>;
    Stage rbm_stage(std::int64_t number, Rbm start, const DataOfEpoch& states, const at::Tensor& held_out,
                    bool is_fresh, std::int64_t updates) const;

    PlanData data_;
    MachineTrainingOptions options_;
};

/// An RBM whose data are drawn anew every epoch: between epochs it is put away and taken up by another.
class FreshLearner : public MachineLearner {
  public:
    using Make = std::function<std::unique_ptr<MachineLearner>(std::int64_t epoch)>;
    explicit FreshLearner(Make make) : make_(std::move(make)), learner_(make_(0)) {}
    void update() override {
        const std::int64_t epoch = learner_->updates() / learner_->updates_per_epoch();
        if (epoch != epoch_) renew(epoch, learner_->state());
        learner_->update();
    }
    DeepBoltzmann machine() const override { return learner_->machine(); }
    std::int64_t updates() const override { return learner_->updates(); }
    std::int64_t updates_per_epoch() const override { return learner_->updates_per_epoch(); }
    Arrays state() const override { return learner_->state(); }
    void restore(const Arrays& state) override {
        // The epoch of the last update: its data are those that the next one takes, unless the epoch ends here.
        learner_->restore(state);
        renew(std::max<std::int64_t>(learner_->updates() - 1, 0) / learner_->updates_per_epoch(), state);
    }

  private:
    void renew(std::int64_t epoch, const Arrays& state) {
        learner_ = make_(epoch), epoch_ = epoch;
        learner_->restore(state);
    }
    Make make_;
    std::unique_ptr<MachineLearner> learner_;
    std::int64_t epoch_ = 0;
};

Stage PlanOf::rbm_stage(std::int64_t number, Rbm start, const DataOfEpoch& states, const at::Tensor& held_out,
                        bool is_fresh, std::int64_t updates) const {
    const at::Tensor first = states(0);
    const auto make = [=, this](const at::Tensor& data) {
        return rbm_learner(start, {data, data_.weights}, contrastive(number), methods(number, updates, start, first));
    };
    Stage stage{.name = number == 0 ? "rbm" : "rbm " + std::to_string(number + 1), .updates = updates};
    stage.learner = is_fresh ? std::make_unique<FreshLearner>(
                                   [=](std::int64_t epoch) { return make(epoch == 0 ? first : states(epoch)); })
                             : make(first);
    stage.samples.train = {some_rows(first, samples_looked_at)};
    if (held_out.defined()) stage.samples.held_out = {some_rows(held_out, samples_looked_at)};
    stage.samples.components = principal_components(first, directions).directions;
    stage.base = base_of(deep(start));
    return stage;
}

class RbmPlan : public PlanOf {
  public:
    using PlanOf::PlanOf;
    std::int64_t stages() const override { return 1; }
    Stage stage(std::int64_t, const std::vector<DeepBoltzmann>&) const override {
        Rbm start{visible_layer(data_.states), hidden_layer(0), {}};
        start.weight = random_weight(start.visible.size(), start.hidden.size(), options_.init_std, seed_of(0));
        if (options_.classes > 0) return labelled_stage(start);
        return rbm_stage(
            0, start, [this](std::int64_t) { return data_.states; }, data_.held_out, false, *options_.updates);
    }

  private:
    Stage labelled_stage(const Rbm& start) const {
        DeepBoltzmann machine = with_labels(start, options_.classes);
        machine.weights[1] =
            random_weight(start.hidden.size(), options_.classes, options_.init_std, seed_for(seed_of(0), "labels"));
        const at::Tensor labels = states_of_labels(data_.labels, options_.classes);
        Stage stage{.name = "rbm", .updates = *options_.updates};
        stage.learner = deep_learner(machine, {{data_.states, {}, labels}},
                                     {.contrastive = contrastive(0),
                                      .mean_field = {.max_turns = 1, .enough = 0},
                                      .ascent = ascent(contrastive(0), *options_.updates)});
        stage.samples.train = {some_rows(data_.states, samples_looked_at), {}, some_rows(labels, samples_looked_at)};
        if (data_.held_out.defined() && data_.held_out_labels.defined())
            stage.samples.held_out = {
                some_rows(data_.held_out, samples_looked_at),
                {},
                some_rows(states_of_labels(data_.held_out_labels, options_.classes), samples_looked_at)};
        stage.samples.components = principal_components(data_.states, directions).directions;
        stage.base = base_of(machine);
        return stage;
    }
};

/// Stages of RBMs, each on the hidden states of the one below.
class BeliefPlan : public PlanOf {
  public:
    using PlanOf::PlanOf;
    std::int64_t stages() const override { return std::ssize(options_.hidden); }
    Stage stage(std::int64_t number, const std::vector<DeepBoltzmann>& learned) const override {
        const auto below = [this, number, learned](std::int64_t epoch) {
            return passed_up(learned, number, data_.states, static_cast<std::uint64_t>(epoch));
        };
        at::Tensor held_out = data_.held_out;
        if (held_out.defined()) held_out = passed_up(learned, number, held_out, 0);
        return rbm_stage(number, number == 0 ? first_machine() : upper_machine(number, learned[number - 1], below(0)),
                         below, held_out, number > 0, *options_.updates);
    }

  protected:
    at::Tensor passed_up(const std::vector<DeepBoltzmann>& learned, std::int64_t stages, at::Tensor states,
                         std::uint64_t draw) const {
        for (std::int64_t l = 0; l < stages; ++l)
            states = hidden_states(one_machine(learned[l]), states, seed_for(seed_of(l), "upwards"), draw);
        return states;
    }

  private:
    Rbm first_machine() const {
        Rbm start{visible_layer(data_.states), hidden_layer(0), {}};
        start.weight = random_weight(start.visible.size(), start.hidden.size(), options_.init_std, seed_of(0));
        return start;
    }

    /// Where its hidden layer can hold the lower machine's visible one it starts as that machine turned over, with what
    /// is left of its hidden units free: the bound starts at ln p(v) of the lower machine (Hinton, Osindero, Teh 2006).
    Rbm upper_machine(std::int64_t number, const DeepBoltzmann& lower, const at::Tensor& states) const {
        const Layer &visible = lower.layers[1], &turned = lower.layers[0];
        Rbm start{fitted_layer(*visible.unit, states, visible.colours), hidden_layer(number), {}};
        start.weight = random_weight(start.visible.size(), start.hidden.size(), options_.init_std, seed_of(number));
        if (start.hidden.unit != turned.unit || start.hidden.colours != turned.colours ||
            start.hidden.size() < turned.size())
            return start;
        start.visible = visible;
        start.weight.narrow(1, 0, turned.size()).copy_(lower.weights[0].t());
        start.hidden.theta.narrow(1, 0, turned.size()).copy_(turned.theta);
        return start;
    }
};

/// RBMs with doubled layers, and then the deep machine.
class DeepPlan : public BeliefPlan {
  public:
    using BeliefPlan::BeliefPlan;
    std::int64_t stages() const override { return starts() + 1; }
    Stage stage(std::int64_t number, const std::vector<DeepBoltzmann>& learned) const override {
        return number < starts() ? layer_stage(number, learned) : deep_stage(learned);
    }

  private:
    std::int64_t starts() const {
        return *options_.pretrain_updates > 0 && options_.hidden.size() > 1 ? std::ssize(options_.hidden) : 0;
    }

    Stage layer_stage(std::int64_t number, const std::vector<DeepBoltzmann>& learned) const {
        const auto below = [this, number, learned](std::int64_t epoch) {
            return passed_up(learned, number, doubled(data_.states), static_cast<std::uint64_t>(epoch));
        };
        at::Tensor held_out = data_.held_out;
        if (held_out.defined()) held_out = passed_up(learned, number, doubled(held_out), 0);
        const at::Tensor first = below(0);
        Rbm start{number == 0
                      ? visible_layer(first)
                      : fitted_layer(*learned[number - 1].layers[1].unit, first, learned[number - 1].layers[1].colours),
                  hidden_layer(number),
                  {}};
        // Equal halves: of the visible side at the bottom, of the hidden side at the top.
        const std::int64_t v = start.visible.size() / (number == 0 ? 2 : 1);
        start.weight = random_weight(v, start.hidden.size(), options_.init_std, seed_of(number));
        if (number == 0) start.weight = at::cat({start.weight, start.weight}, 0);
        if (number + 1 == starts()) {
            start.weight = at::cat({start.weight, start.weight}, 1);
            start.hidden.theta = at::cat({start.hidden.theta, start.hidden.theta}, 1);
        }
        return rbm_stage(number, start, below, held_out, number > 0, *options_.pretrain_updates);
    }

    Stage deep_stage(const std::vector<DeepBoltzmann>& learned) const {
        DeepBoltzmann start;
        if (starts() > 0) {
            start = deep_of(learned, std::ssize(options_.hidden));
        } else {
            start.layers.push_back(visible_layer(data_.states));
            for (std::int64_t l = 0; l < std::ssize(options_.hidden); ++l) {
                start.layers.push_back(hidden_layer(l));
                start.weights.push_back(
                    random_weight(start.layers[l].size(), start.layers[l + 1].size(), options_.init_std, seed_of(l)));
            }
        }
        Stage stage{.name = "dbm", .updates = *options_.updates};
        stage.learner = deep_learner(
            start, {{data_.states}},
            {.contrastive = contrastive(starts()), .ascent = ascent(contrastive(starts()), *options_.updates)});
        stage.samples.train = {some_rows(data_.states, samples_looked_at)};
        if (data_.held_out.defined()) stage.samples.held_out = {some_rows(data_.held_out, samples_looked_at)};
        stage.samples.components = principal_components(data_.states, directions).directions;
        stage.base = base_of(start);
        stage.base.layers[0] = visible_layer(data_.states);
        return stage;
    }
};

}  // namespace

std::unique_ptr<TrainingPlan> rbm_plan(PlanData data, MachineTrainingOptions options) {
    options.kind = "rbm";
    return std::make_unique<RbmPlan>(std::move(data), std::move(options));
}
std::unique_ptr<TrainingPlan> belief_plan(PlanData data, MachineTrainingOptions options) {
    options.kind = "dbn";
    return std::make_unique<BeliefPlan>(std::move(data), std::move(options));
}
std::unique_ptr<TrainingPlan> deep_plan(PlanData data, MachineTrainingOptions options) {
    options.kind = "dbm";
    return std::make_unique<DeepPlan>(std::move(data), std::move(options));
}

Layer fitted_layer(const Unit& unit, const at::Tensor& states, std::int64_t colours) {
    Layer layer = free_layer(unit, states.size(1), colours);
    const auto n = static_cast<double>(states.size(0));
    const at::Tensor mean = sum_of_samples(states) / n;
    if (unit.name == "bernoulli") {
        const at::Tensor p = (n * mean + 1) / (n + 2);
        layer.theta[0].copy_((p / (1 - p)).log());
    } else if (unit.name == "spin") {
        const at::Tensor p = (n * (mean + 1) / 2 + 1) / (n + 2);
        layer.theta[0].copy_((p / (1 - p)).log() / 2);
    } else if (unit.name == "potts") {
        const at::Tensor p = ((n * mean + 1) / (n + static_cast<double>(colours))).unflatten(0, {-1, colours}).log();
        layer.theta[0].copy_((p - p.mean(1, true)).flatten());
    } else if (unit.name == "gaussian") {
        const at::Tensor variance = (states.to(at::kDouble).square().mean(0) - mean * mean).clamp_min(1e-6);
        layer.theta[0].copy_(mean / variance), layer.theta[1].copy_(1 / variance);
    } else {
        const at::Tensor stiffness = 1 / states.to(at::kDouble).square().mean(0).clamp_min(1e-6);
        layer.theta.slice(0, biases_of(unit))
            .copy_(stiffness.unsqueeze(0).expand_as(layer.theta.slice(0, biases_of(unit))));
    }
    return layer;
}

Standard standardised(const at::Tensor& states) {
    const at::Tensor v = states.to(at::kDouble), mean = v.mean(0);
    at::Tensor scale = (v.square().mean(0) - mean * mean).clamp_min(0).sqrt();
    scale.masked_fill_(scale < 1e-6 * scale.max(), 1);
    return {((v - mean) / scale).to(at::kFloat), mean, scale};
}

DeepBoltzmann in_data_units(DeepBoltzmann machine, const at::Tensor& mean, const at::Tensor& scale) {
    // With z = (v - m)/s: a z - γz²/2 + z W h = (a/s + γm/s²) v - (γ/s²) v²/2 + v (W/s) h - (m/s) W h + constant.
    const at::Tensor a = machine.layers[0].theta[0], gamma = machine.layers[0].theta[1], w = machine.weights[0];
    machine.layers[0].theta = machine.layers[0].theta.clone();
    machine.layers[0].theta[0].copy_(a / scale + gamma * mean / (scale * scale));
    machine.layers[0].theta[1].copy_(gamma / (scale * scale));
    machine.weights[0] = w / scale.unsqueeze(1);
    machine.layers[1].theta = machine.layers[1].theta.clone();
    machine.layers[1].theta.slice(0, 0, biases_of(*machine.layers[1].unit)) -= at::matmul(mean / scale, w);
    return machine;
}

DeepBelief belief_of(const std::vector<DeepBoltzmann>& learned) {
    DeepBelief network;
    for (const DeepBoltzmann& machine : learned) network.machines.push_back(one_machine(machine));
    return network;
}

DeepBoltzmann deep_of(const std::vector<DeepBoltzmann>& learned, std::int64_t depth) {
    if (learned.back().depth() == depth) return learned.back();
    std::vector<Rbm> machines;
    for (const DeepBoltzmann& machine : learned) machines.push_back(one_machine(machine));
    return composed(machines, depth);
}

at::Tensor hidden_states(const Rbm& rbm, const at::Tensor& visible, Seed seed, std::uint64_t draw) {
    const bool is_bits = rbm.hidden.unit->name == "bernoulli" || rbm.hidden.colours > 1;
    constexpr std::int64_t piece = 8192;
    std::vector<at::Tensor> parts;
    for (std::int64_t first = 0; first < visible.size(0); first += piece) {
        const at::Tensor v = visible.narrow(0, first, std::min(piece, visible.size(0) - first)).to(at::kDouble);
        Chains chains(rbm, v, {.seed = seed, .first_chain = first, .step = draw});
        chains.run(1);
        parts.push_back(chains.hidden().to(is_bits ? at::kByte : at::kFloat));
    }
    return at::cat(parts);
}

}  // namespace blackbody

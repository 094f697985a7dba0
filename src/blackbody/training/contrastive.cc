#include "blackbody/training/contrastive.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

void check_data(const Rbm& rbm, const TrainingData& samples) {
    const at::Tensor& data = samples.states;
    const auto refuse = [](const std::string& expected, const std::string& found) {
        throw Error(ErrorKind::data, Complaint{.place = "training data", .expected = expected, .found = found});
    };
    if (data.dim() != 2 || data.size(0) == 0 || data.size(1) != rbm.visible.size())
        refuse(
            "samples of " + std::to_string(rbm.visible.size()) + " numbers",
            data.dim() == 2 ? std::to_string(data.size(0)) + " of " + std::to_string(data.size(1)) : "another shape");
    const at::Tensor allowed = rbm.visible.unit->allowed(rbm.visible, data);
    if (!allowed.all().item<bool>()) {
        const double wrong = data.masked_select(allowed.logical_not())[0].item<double>();
        refuse("states of " + rbm.visible.unit->name + " units (" + rbm.visible.unit->states + ")",
               std::to_string(wrong));
    }
    if ((data == data[0]).all().item<bool>()) refuse("samples that differ", "the same sample everywhere");
    if (!samples.weights.defined()) return;
    if (samples.weights.sizes() != data.sizes().slice(0, 1))
        refuse("a weight a sample", std::to_string(samples.weights.numel()) + " weights");
    if (!(at::isfinite(samples.weights) & (samples.weights > 0)).all().item<bool>())
        refuse("positive weights", "NaN, infinity, 0 or less");
}

/// Batches between two looks at the free energy.
constexpr std::int64_t look_every = 64;

}  // namespace

Gradient gradient_of(const Chains::Moments& data, const Chains::Moments& model) {
    return {data.correlation - model.correlation, data.visible_statistics - model.visible_statistics,
            data.hidden_statistics - model.hidden_statistics};
}

Gradient centred(const Rbm& rbm, const Chains::Moments& data, const Chains::Moments& model) {
    const std::int64_t a = biases_of(*rbm.visible.unit), b = biases_of(*rbm.hidden.unit);
    const auto mean = [](const at::Tensor& statistics, std::int64_t biases) {
        return statistics.narrow(0, 0, biases).sum(0);
    };
    Gradient g = gradient_of(data, model);
    const at::Tensor mu = (mean(data.visible_statistics, a) + mean(model.visible_statistics, a)) / 2,
                     lambda = (mean(data.hidden_statistics, b) + mean(model.hidden_statistics, b)) / 2,
                     dv = mean(g.visible, a), dh = mean(g.hidden, b);
    g.weight = g.weight - dv.unsqueeze(1) * lambda - mu.unsqueeze(1) * dh;
    g.visible.narrow(0, 0, a) -= at::matmul(g.weight, lambda);
    g.hidden.narrow(0, 0, b) -= at::matmul(mu, g.weight);
    return g;
}

ContrastiveTraining::ContrastiveTraining(Rbm start, TrainingData data, const ContrastiveOptions& options,
                                         TrainingMethods methods)
    : rbm_(std::move(start)), good_(rbm_), data_(std::move(data)), options_(options), methods_(std::move(methods)) {
    check_data(rbm_, data_);
    options_.batch = std::min(options_.batch, data_.states.size(0));
    if (!methods_.rule) methods_.rule = momentum_rule(options_.momentum);
    if (methods_.model) return;
    // Persistent chains start at data; the others at every batch.
    GibbsOptions gibbs{.steps = options_.steps, .seed = seed_for(options_.seed, "chains")};
    if (options_.persistent)
        gibbs.start =
            data_.states.index_select(0, at::arange(options_.chains, at::kLong).remainder(data_.states.size(0)));
    methods_.model = gibbs_average(gibbs);
}

std::int64_t ContrastiveTraining::updates_per_epoch() const { return data_.states.size(0) / options_.batch; }

TrainingData ContrastiveTraining::next_batch() {
    // The order of an epoch is a function of the seed and the epoch's number.
    const std::int64_t epoch = updates_ / updates_per_epoch(), place = updates_ % updates_per_epoch();
    if (place == 0 || !order_.defined())
        order_ = at::tensor(Random(seed_for(options_.seed, "epoch"), static_cast<std::uint64_t>(epoch))
                                .permutation(data_.states.size(0)),
                            at::kLong);
    const at::Tensor which = order_.narrow(0, place * options_.batch, options_.batch);
    return {data_.states.index_select(0, which).to(at::kDouble),
            data_.weights.defined() ? data_.weights.index_select(0, which) : at::Tensor()};
}

void ContrastiveTraining::update() {
    const TrainingData batch = next_batch();
    const Chains::Moments data = batch.weights.defined() ? moments_of(rbm_, batch.states, batch.weights)
                                                         : Chains(rbm_, batch.states, {}).moments(),
                          model = methods_.model->moments(rbm_, batch.states, updates_);
    Lesson lesson{.gradient = options_.is_centred ? centred(rbm_, data, model) : gradient_of(data, model),
                  .activity = data.hidden_statistics,
                  .update = updates_,
                  .rate = options_.rate};
    if (options_.l2 != 0) lesson.gradient.weight.sub_(rbm_.weight, options_.l2);
    if (options_.l1 != 0) lesson.gradient.weight.sub_(rbm_.weight.sign(), options_.l1);
    // The machine that was handed out stays as it is.
    Gradient parameters{rbm_.weight.clone(), rbm_.visible.theta.clone(), rbm_.hidden.theta.clone()};
    methods_.rule->move(parameters, lesson);
    rbm_.weight = parameters.weight, rbm_.visible.theta = parameters.visible, rbm_.hidden.theta = parameters.hidden;
    if (++updates_ % look_every == 0) look(batch.states);
}

void ContrastiveTraining::look(const at::Tensor& batch) {
    if (at::isfinite(free_energy(rbm_, batch)).all().item<bool>()) {
        good_ = rbm_;
        return;
    }
    rbm_ = good_;
    throw Error(ErrorKind::data, Complaint{.place = "update " + std::to_string(updates_),
                                           .expected = "finite free energies",
                                           .found = "NaN or infinity",
                                           .advice = "learning diverges: a smaller --rate"});
}

TrainingState ContrastiveTraining::state() const {
    return {machine(), good_, updates_, methods_.rule->state(), methods_.model->state()};
}

void ContrastiveTraining::restore(const TrainingState& state) {
    const Gradient like{rbm_.weight, rbm_.visible.theta, rbm_.hidden.theta};
    for (const Rbm* rbm : {&state.machine, &state.good}) {
        Arrays arrays;
        put(arrays, "machine", {rbm->weight, rbm->visible.theta, rbm->hidden.theta});
        gradient_of(arrays, "machine", like);
    }
    methods_.rule->restore(state.rule, like);
    methods_.model->restore(state.model);
    rbm_ = state.machine, good_ = state.good, updates_ = state.updates;
    order_.reset();
}

Rbm start_machine(const at::Tensor& data, std::int64_t hidden, double spread, Seed seed) {
    Rbm rbm{free_layer(find_unit("bernoulli"), data.size(1)), free_layer(find_unit("bernoulli"), hidden),
            at::zeros({data.size(1), hidden}, at::kDouble)};
    const at::Tensor p = (data.to(at::kDouble).sum(0) + 1) / (static_cast<double>(data.size(0)) + 2);
    rbm.visible.theta = (p / (1 - p)).log().unsqueeze(0);
    Random random(seed_for(seed, "weights"));
    double* w = rbm.weight.data_ptr<double>();
    for (std::int64_t i = 0; i < rbm.weight.numel(); ++i) w[i] = spread * random.normal();
    return rbm;
}

}  // namespace blackbody

#include "blackbody/training/contrastive.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

void check_data(const Rbm& rbm, const at::Tensor& data) {
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

ContrastiveTraining::ContrastiveTraining(Rbm start, at::Tensor data, const ContrastiveOptions& options)
    : rbm_(std::move(start)),
      good_(rbm_),
      data_(std::move(data)),
      options_(options),
      velocity_{at::zeros_like(rbm_.weight), at::zeros_like(rbm_.visible.theta), at::zeros_like(rbm_.hidden.theta)} {
    check_data(rbm_, data_);
    options_.batch = std::min(options_.batch, data_.size(0));
}

std::int64_t ContrastiveTraining::updates_per_epoch() const { return data_.size(0) / options_.batch; }

at::Tensor ContrastiveTraining::next_batch() {
    // The order of an epoch is a function of the seed and the epoch's number.
    const std::int64_t epoch = updates_ / updates_per_epoch(), place = updates_ % updates_per_epoch();
    if (place == 0 || !order_.defined())
        order_ = at::tensor(
            Random(seed_for(options_.seed, "epoch"), static_cast<std::uint64_t>(epoch)).permutation(data_.size(0)),
            at::kLong);
    return data_.index_select(0, order_.narrow(0, place * options_.batch, options_.batch)).to(at::kDouble);
}

Chains::Moments ContrastiveTraining::model_moments(const at::Tensor& batch) {
    // Persistent chains start at data once; the others at every batch.
    const Seed seed = seed_for(options_.seed, "chains");
    const std::uint64_t steps = static_cast<std::uint64_t>(updates_ * options_.steps);
    if (!chains_ || !options_.persistent) {
        const at::Tensor start =
            options_.persistent ? data_.index_select(0, at::arange(options_.chains, at::kLong).remainder(data_.size(0)))
                                : batch;
        chains_ = std::make_unique<Chains>(rbm_, start.to(at::kDouble), ChainOptions{.seed = seed, .step = steps});
    } else {
        chains_->follow(rbm_);
    }
    chains_->run(options_.steps);
    return chains_->moments();
}

void ContrastiveTraining::move(const Gradient& gradient) {
    const auto step = [&](at::Tensor& velocity, const at::Tensor& g, at::Tensor& parameter) {
        velocity = options_.momentum * velocity + options_.rate * g;
        parameter = parameter + velocity;
    };
    const at::Tensor decay = options_.l2 * rbm_.weight + options_.l1 * rbm_.weight.sign();
    step(velocity_.weight, gradient.weight - decay, rbm_.weight);
    step(velocity_.visible, gradient.visible, rbm_.visible.theta);
    step(velocity_.hidden, gradient.hidden, rbm_.hidden.theta);
}

void ContrastiveTraining::update() {
    const at::Tensor batch = next_batch();
    const Chains::Moments data = Chains(rbm_, batch, {}).moments(), model = model_moments(batch);
    move(options_.is_centred ? centred(rbm_, data, model) : gradient_of(data, model));
    ++updates_;
    if (updates_ % look_every != 0) return;
    if (at::isfinite(free_energy(rbm_, batch)).all().item<bool>()) {
        good_ = rbm_;
    } else {
        rbm_ = good_;
        throw Error(ErrorKind::data, Complaint{.place = "update " + std::to_string(updates_),
                                               .expected = "finite free energies",
                                               .found = "NaN or infinity",
                                               .advice = "learning diverges: a smaller --rate"});
    }
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

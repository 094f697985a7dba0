#include "blackbody/training/machines/contrastive.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "blackbody/systems/ensembles/machines/base_rates.h"
#include "blackbody/tensor/parallel.h"
#include "blackbody/training/machines/gradient_estimator.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// As tensor.all(), at the speed of memory.
bool all_of(const at::Tensor& truths) {
    const at::Tensor t = truths.contiguous();
    return std::memchr(t.const_data_ptr<bool>(), 0, t.numel()) == nullptr;
}

/// The first number that is no state of the layer's units; there is one.
double first_stranger(const Layer& layer, const at::Tensor& data) {
    for (std::int64_t n = 0;; ++n)
        if (const at::Tensor wrong = layer.unit->allowed(layer, data.slice(0, n, n + 1)).logical_not();
            wrong.any().item<bool>())
            return data.slice(0, n, n + 1).masked_select(wrong)[0].item<double>();
}

void check_data(const Rbm& rbm, const TrainingData& samples) {
    const at::Tensor& data = samples.states;
    const auto refuse = [](const std::string& expected, const std::string& found) {
        throw Error(ErrorKind::data, Complaint{.place = "training data", .expected = expected, .found = found});
    };
    if (data.dim() != 2 || data.size(0) == 0 || data.size(1) != rbm.visible.size())
        refuse(
            "samples of " + std::to_string(rbm.visible.size()) + " numbers",
            data.dim() == 2 ? std::to_string(data.size(0)) + " of " + std::to_string(data.size(1)) : "another shape");
    std::atomic<bool> is_allowed = true, all_same = true;
    parallel_for(0, data.size(0), 1000, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t n = begin; n < end; n += 1000) {
            const at::Tensor some = data.slice(0, n, std::min(n + 1000, end));
            if (!all_of(rbm.visible.unit->allowed(rbm.visible, some))) is_allowed = false;
            if (all_same && !all_of(some == data[0])) all_same = false;
        }
    });
    if (!is_allowed)
        refuse("states of " + rbm.visible.unit->name + " units (" + rbm.visible.unit->states + ")",
               std::to_string(first_stranger(rbm.visible, data)));
    if (all_same) refuse("samples that differ", "the same sample everywhere");
    if (!samples.weights.defined()) return;
    if (samples.weights.sizes() != data.sizes().slice(0, 1))
        refuse("a weight a sample", std::to_string(samples.weights.numel()) + " weights");
    if (!(at::isfinite(samples.weights) & (samples.weights > 0)).all().item<bool>())
        refuse("positive weights", "NaN, infinity, 0 or less");
}

/// Options with a batch that there is.
ContrastiveOptions checked(ContrastiveOptions options, const Rbm& rbm, const TrainingData& data) {
    check(options);
    check_data(rbm, data);
    options.batch = std::min(options.batch, data.states.size(0));
    return options;
}

Gradient copy_of(const Gradient& g) { return {g.weight.clone(), g.visible.clone(), g.hidden.clone()}; }

void write(const Gradient& from, const Gradient& to) {
    at::Tensor(to.weight).copy_(from.weight);
    at::Tensor(to.visible).copy_(from.visible), at::Tensor(to.hidden).copy_(from.hidden);
}

/// Updates between two checks that the free energy is finite.
constexpr std::int64_t check_every = 64;

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
    : like_(std::move(start)),
      data_(std::move(data)),
      options_(checked(options, like_, data_)),
      order_(data_.states.size(0), options_.batch, options_.seed) {
    const bool by_bits = is_bernoulli(like_) && options_.may_be_bit_packed && !methods.model;
    estimator_ = by_bits ? bit_packed_estimator(like_, data_, options_)
                         : reference_estimator(like_, data_, options_, std::move(methods.model));
    const auto& [weight, visible, hidden] = estimator_->parameters;
    ascent_ =
        std::make_unique<Ascent>(std::vector<Parameter>{{"weight", weight}, {"visible", visible}, {"hidden", hidden}},
                                 std::vector<Coupling>{{weight, hidden}}, methods.ascent.value_or(ascent_of(options_)));
    good_ = copy_of(estimator_->parameters);
}

ContrastiveTraining::~ContrastiveTraining() = default;
ContrastiveTraining::ContrastiveTraining(ContrastiveTraining&&) noexcept = default;

std::int64_t ContrastiveTraining::updates_per_epoch() const { return order_.batches(); }

void ContrastiveTraining::update() {
    const at::Tensor which = order_.of(updates_);
    const GradientStep step = estimator_->step(which, updates_);
    const Gradient& parameters = estimator_->parameters;
    hold_gradient(parameters.weight, step.gradient.weight);
    hold_gradient(parameters.visible, step.gradient.visible), hold_gradient(parameters.hidden, step.gradient.hidden);
    ascent_->move({step.activity}, updates_);
    if (++updates_ % check_every == 0) check_finite(data_.states.index_select(0, which));
}

void ContrastiveTraining::check_finite(const at::Tensor& batch) {
    if (at::isfinite(free_energy(machine(), batch.to(at::kDouble))).all().item<bool>()) {
        good_ = copy_of(estimator_->parameters);
        return;
    }
    write(good_, estimator_->parameters);
    throw NumericalError(Complaint{.place = "update " + std::to_string(updates_),
                                   .expected = "finite free energies",
                                   .found = "NaN or infinity",
                                   .advice = "learning diverges: a smaller learning rate"});
}

Rbm ContrastiveTraining::machine_of(const Gradient& parameters) const {
    const auto copy = [](const at::Tensor& t) { return t.to(at::kDouble, false, true); };
    Rbm rbm = like_;
    rbm.weight = copy(parameters.weight);
    rbm.visible.theta = copy(parameters.visible), rbm.hidden.theta = copy(parameters.hidden);
    return rbm;
}

Rbm ContrastiveTraining::machine() const { return machine_of(estimator_->parameters); }

TrainingState ContrastiveTraining::state() const {
    return {machine(), machine_of(good_), updates_, ascent_->state(), estimator_->state()};
}

void ContrastiveTraining::restore(const TrainingState& state) {
    const Gradient& like = estimator_->parameters;
    const auto taken = [&](const Rbm& rbm) {
        Arrays arrays;
        put(arrays, "machine", {rbm.weight, rbm.visible.theta, rbm.hidden.theta});
        const Gradient numbers = gradient_of(arrays, "machine", like);
        const auto type = like.weight.scalar_type();
        return Gradient{numbers.weight.to(type), numbers.visible.to(type), numbers.hidden.to(type)};
    };
    const Gradient machine = taken(state.machine), good = taken(state.good);
    ascent_->restore(state.optimizer);
    estimator_->restore(state.model);
    write(machine, estimator_->parameters);
    good_ = good, updates_ = state.updates;
}

Rbm start_machine(const at::Tensor& data, std::int64_t hidden, double spread, Seed seed) {
    Rbm rbm{free_layer(find_unit("bernoulli"), data.size(1)), free_layer(find_unit("bernoulli"), hidden),
            at::zeros({data.size(1), hidden}, at::kDouble)};
    const at::Tensor p = (sum_of_samples(data) + 1) / (static_cast<double>(data.size(0)) + 2);
    rbm.visible.theta = (p / (1 - p)).log().unsqueeze(0);
    Random random(seed_for(seed, "weights"));
    double* w = rbm.weight.data_ptr<double>();
    for (std::int64_t i = 0; i < rbm.weight.numel(); ++i) w[i] = spread * random.normal();
    return rbm;
}

}  // namespace blackbody

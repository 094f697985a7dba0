#include "blackbody/training/networks/network_training.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>

#include "blackbody/training/core/schedule.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

CostCall call_of(const at::Tensor& scores, const at::Tensor& labels, std::int64_t classes,
                 const LayeredNetwork& network) {
    return {scores, labels, classes, network.output().field};
}

std::int64_t count_classes(const at::Tensor& labels) { return labels.max().item<std::int64_t>() + 1; }

void check(const LayeredNetwork& network, const Pictures& pictures) {
    const auto refuse = [](const std::string& place, const std::string& expected, const std::string& found) {
        throw Error(ErrorKind::data, Complaint{.place = place, .expected = expected, .found = found});
    };
    const StateShape& in = network.plan().input;
    const auto sizes = pictures.values.sizes();
    if (sizes.size() != 4 || sizes[1] != in.channels || sizes[2] != in.size.at(0) || sizes[3] != in.size.at(1))
        refuse("samples", to_text(in), c10::str(sizes));
    if (!pictures.labels.defined()) refuse("samples", "labels", "none");
    if (pictures.labels.numel() != sizes[0])
        refuse("labels", std::to_string(sizes[0]), std::to_string(pictures.labels.numel()));
    if (pictures.labels.min().item<std::int64_t>() < 0) refuse("labels", "class numbers from 0", "a negative one");
}

/// Settled, with a batch that there is.
NetworkTrainingOptions checked(const NetworkTrainingOptions& options, const LayeredNetwork& network,
                               const Pictures& pictures) {
    NetworkTrainingOptions how = settled(options, pictures.size());
    check(how);
    check(network, pictures);
    how.batch = std::min(how.batch, pictures.size());
    return how;
}

}  // namespace

std::int64_t classes_of(const LayeredNetwork& network, std::int64_t classes, const Cost& cost) {
    const StateShape out = network.output();
    const bool fits =
        out.size.empty() && (cost.name == "free-energy" ? out.channels % classes == 0 : out.channels == classes);
    if (!fits)
        throw Error(ErrorKind::usage,
                    Complaint{.place = "the last layer",
                              .expected = std::to_string(classes) + " scores, one a class of the data",
                              .found = to_text(out)});
    if (out.field == Field::complex && cost.name != "born")
        throw Error(ErrorKind::usage, Complaint{.place = "the last layer",
                                                .expected = "real scores for the cost " + cost.name,
                                                .found = "complex amplitudes",
                                                .advice = "end with born, or take the cost born"});
    return classes;
}

NetworkTraining::NetworkTraining(LayeredNetwork& network, const Pictures& pictures,
                                 const NetworkTrainingOptions& options)
    : network_(network),
      pictures_(pictures),
      options_(checked(options, network, pictures)),
      cost_(find_cost(options.loss)),
      order_(pictures.size(), options_.batch, options_.seed) {
    classes_of(network, count_classes(pictures.labels), cost_);
    optimizer_ = descent(network.parameters(), options_.optimizer);
}

void NetworkTraining::update() {
    // Forward.
    const auto number = static_cast<std::uint64_t>(updates_);
    const at::Tensor which = order_.of(updates_);
    const at::Tensor x =
        augmented(pictures_, which, options_.augmentation, network_.plan().type, options_.seed, number);
    const Pass pass{.is_training = true, .seed = options_.seed, .update = number};
    CostCall call = call_of(network_.forward(x, pass), pictures_.labels.index_select(0, which),
                            network_.output().channels, network_);
    call.smoothing = options_.label_smoothing;
    const at::Tensor loss = cost_.loss(call);
    const double value = loss.item<double>();
    if (!std::isfinite(value))
        throw NumericalError(
            "update " + with_commas(updates_ + 1) +
            ": expected a finite loss, found NaN or infinity; learning diverges: a smaller learning rate, "
            "or a warm-up");

    // Backward, and move.
    loss.backward();
    if (watch_) watch_(x, pass);
    const double rate = rate_at(options_.rate, updates_, *options_.updates);
    optimizer_->move(rate);
    ++updates_;

    const c10::AutoGradMode no_grad(false);
    loss_ += value, rate_ = rate, ++recent_;
    right_ += cost_.log_probabilities(call).argmax(1).eq(call.labels).sum().item<double>();
}

NetworkTraining::Recent NetworkTraining::take_recent() {
    const auto n = static_cast<double>(std::max<std::int64_t>(recent_, 1));
    const Recent recent{loss_ / n, right_ / (n * static_cast<double>(options_.batch)), rate_, recent_};
    loss_ = right_ = 0, recent_ = 0;
    return recent;
}

Arrays NetworkTraining::state() const {
    Arrays arrays;
    put_all(arrays, "optimizer", optimizer_->state());
    arrays["updates"] = at::tensor(updates_, at::kLong).view(1);
    arrays["recent"] = at::tensor({loss_, right_, rate_, static_cast<double>(recent_)}, at::kDouble);
    return arrays;
}

void NetworkTraining::restore(const Arrays& state) {
    updates_ = array_of(state, "updates", {1}).item<std::int64_t>();
    const at::Tensor recent = array_of(state, "recent", {4});
    loss_ = recent[0].item<double>(), right_ = recent[1].item<double>(), rate_ = recent[2].item<double>();
    recent_ = recent[3].item<std::int64_t>();
    optimizer_->restore(part_of(state, "optimizer"));
}

Score score(const LayeredNetwork& network, const Pictures& pictures, const Cost& cost) {
    const c10::AutoGradMode no_grad(false);
    constexpr std::int64_t piece = 500;
    std::vector<at::Tensor> losses, right;
    for (std::int64_t first = 0; first < pictures.size(); first += piece) {
        const std::int64_t n = std::min(piece, pictures.size() - first);
        const at::Tensor x =
            augmented(pictures, at::arange(first, first + n, at::kLong), {}, network.plan().type, 0, 0);
        const at::Tensor labels = pictures.labels.narrow(0, first, n);
        const CostCall call = call_of(network.forward(x, {}), labels, network.output().channels, network);
        const at::Tensor log_p = cost.log_probabilities(call);
        losses.push_back(-log_p.gather(1, labels.unsqueeze(1)).to(at::kDouble));
        right.push_back(log_p.argmax(1).eq(labels));
    }
    const at::Tensor loss = at::cat(losses);
    const auto n = static_cast<double>(pictures.size());
    const double accuracy = at::cat(right).to(at::kDouble).mean().item<double>();
    return {loss.mean().item<double>(), loss.std().item<double>() / std::sqrt(n), accuracy,
            std::sqrt(accuracy * (1 - accuracy) / n), pictures.size()};
}

}  // namespace blackbody

#include "blackbody/training/networks/network_trainer.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// Adds what was seen to the history, one number an evaluation.
void record(const NetworkProgress& seen, Arrays& history) {
    const auto add = [&](const std::string& name, double value) {
        const at::Tensor one = at::full({1}, value, at::kDouble);
        at::Tensor& all = history[name];
        all = all.defined() ? at::cat({all, one}) : one;
    };
    add("updates", static_cast<double>(seen.updates));
    add("loss", seen.recent.loss), add("accuracy", seen.recent.accuracy), add("rate", seen.recent.rate);
    if (!seen.held_out) return;
    add("held_out_loss", seen.held_out->loss), add("held_out_loss.error", seen.held_out->loss_error);
    add("held_out_accuracy", seen.held_out->accuracy), add("held_out_accuracy.error", seen.held_out->accuracy_error);
}

}  // namespace

void train(LayeredNetwork& network, const Pictures& pictures, const Pictures& held_out,
           const NetworkTrainerOptions& options, const std::optional<NetworkCheckpoint>& from) {
    NetworkTraining training(network, pictures, options.training);
    NetworkCheckpoint checkpoint = from.value_or(NetworkCheckpoint{});
    const bool is_new = checkpoint.state.empty();
    if (!is_new) training.restore(checkpoint.state);
    const std::int64_t of = *settled(options.training, pictures.size()).updates, before = options.stage * of;
    const std::int64_t every = options.monitor.value_or(training.updates_per_epoch());
    const auto keep = [&] {
        checkpoint.state = training.state(), checkpoint.stage = options.stage;
        checkpoint.is_finished = options.is_last_stage && training.updates() >= of;
        if (options.save) options.save(checkpoint, network);
    };
    const auto shoot_if_due = [&](std::int64_t done) {
        const bool is_due = options.film_every > 0 && (done % options.film_every == 0 || done == of);
        if (is_due && options.shoot) options.shoot(done, checkpoint.history);
    };
    if (is_new) shoot_if_due(0);
    while (training.updates() < of) {
        training.update();
        const std::int64_t done = training.updates();
        shoot_if_due(done);
        if (done % every == 0 || done == of) {
            NetworkProgress seen{.updates = before + done, .recent = training.take_recent()};
            seen.epoch = static_cast<double>(seen.updates) / static_cast<double>(training.updates_per_epoch());
            if (held_out.values.defined()) seen.held_out = score(network, held_out, find_cost(options.training.loss));
            record(seen, checkpoint.history);
            if (options.say) options.say(seen);
            keep();
        }
        if (done < of && !options.watcher.goes_on("learning", static_cast<double>(done) / static_cast<double>(of))) {
            keep();
            throw Error(ErrorKind::interrupted,
                        "interrupted at update " + with_commas(before + done) + "; --resume goes on from there");
        }
    }
}

void evaluate(const LayeredNetwork& network, const Pictures& pictures, const Pictures& held_out,
              const NetworkTrainerOptions& options, Arrays& history) {
    const Cost& cost = find_cost(options.training.loss);
    const std::int64_t some = std::min<std::int64_t>(pictures.size(), 2000);
    const Score learned =
        score(network, {pictures.values.narrow(0, 0, some), pictures.labels.narrow(0, 0, some)}, cost);
    NetworkProgress seen{.updates = (options.stage + 1) * *settled(options.training, pictures.size()).updates,
                         .recent = {learned.loss, learned.accuracy, 0, 0}};
    const std::int64_t batch = std::min(options.training.batch, pictures.size());
    seen.epoch = static_cast<double>(seen.updates * batch) / static_cast<double>(pictures.size());
    if (held_out.values.defined()) seen.held_out = score(network, held_out, cost);
    record(seen, history);
    if (options.say) options.say(seen);
}

}  // namespace blackbody

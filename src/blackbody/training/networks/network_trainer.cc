#include "blackbody/training/networks/network_trainer.h"

#include <algorithm>

namespace blackbody {
namespace {

/// Adds what was seen to the history, one number an evaluation.
void record(const NetworkProgress& seen, Arrays& history) {
    append(history, "updates", static_cast<double>(seen.updates));
    append(history, "loss", seen.recent.loss), append(history, "accuracy", seen.recent.accuracy);
    append(history, "rate", seen.recent.rate);
    if (!seen.held_out) return;
    const Score& score = *seen.held_out;
    append(history, "held_out_loss", score.loss), append(history, "held_out_loss.error", score.loss_error);
    append(history, "held_out_accuracy", score.accuracy);
    append(history, "held_out_accuracy.error", score.accuracy_error);
}

/// Of the stage.
TrainerStage length_of(const Pictures& pictures, const NetworkTrainerOptions& options) {
    const NetworkTrainingOptions how = settled(options.training, pictures.size());
    return {"learning", *how.updates, options.monitor.value_or(pictures.size() / std::min(how.batch, pictures.size()))};
}

/// What is learned and what is watched, of one stage.
struct Samples {
    const Pictures &pictures, &held_out;
};

class NetworkTrainer : public Trainer {
  public:
    NetworkTrainer(LayeredNetwork& network, NetworkTraining& training, const Samples& samples,
                   const NetworkTrainerOptions& options)
        : Trainer(training, length_of(samples.pictures, options), options.watcher),
          network_(network),
          training_(training),
          held_out_(samples.held_out),
          options_(options) {}

    void run(const std::optional<Checkpoint>& from) {
        checkpoint_ = from.value_or(Checkpoint{});
        if (checkpoint_.state.empty()) updated();
        else training_.restore(checkpoint_.state);
        Trainer::run();
    }

  private:
    /// Takes a frame where one is due.
    void updated() override {
        const std::int64_t done = training_.updates();
        const bool is_due = options_.film_every > 0 && (done % options_.film_every == 0 || is_at_end());
        if (is_due && options_.shoot) options_.shoot(done, checkpoint_.history);
    }

    void evaluate() override {
        NetworkProgress seen{.updates = options_.stage * stage().updates + training_.updates(),
                             .recent = training_.take_recent()};
        seen.epoch = static_cast<double>(seen.updates) / static_cast<double>(training_.updates_per_epoch());
        if (held_out_.values.defined()) seen.held_out = score(network_, held_out_, find_cost(options_.training.loss));
        record(seen, checkpoint_.history);
        if (options_.say) options_.say(seen);
    }

    void keep() override {
        checkpoint_.state = training_.state(), checkpoint_.stage = options_.stage;
        checkpoint_.updates = training_.updates();
        checkpoint_.is_finished = options_.is_last_stage && is_at_end();
        if (options_.save) options_.save(checkpoint_, network_);
    }

    LayeredNetwork& network_;
    NetworkTraining& training_;
    const Pictures& held_out_;
    const NetworkTrainerOptions& options_;
    Checkpoint checkpoint_;
};

}  // namespace

void train(LayeredNetwork& network, const Pictures& pictures, const Pictures& held_out,
           const NetworkTrainerOptions& options, const std::optional<Checkpoint>& from) {
    NetworkTraining training(network, pictures, options.training);
    NetworkTrainer(network, training, {pictures, held_out}, options).run(from);
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

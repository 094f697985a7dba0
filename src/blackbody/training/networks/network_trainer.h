#pragma once
/// A whole training of one network: updates, evaluations on what is held out, checkpoints.
///
/// In the history: "updates", "loss", "accuracy", "rate", "held_out_loss", "held_out_accuracy" [evaluations], the last
/// two with their ".error"; and whatever `shoot` wrote.
#include <functional>
#include <optional>

#include "blackbody/training/core/trainer.h"
#include "blackbody/training/networks/network_training.h"

namespace blackbody {

struct NetworkProgress {
    std::int64_t updates = 0, of = 0;
    double epoch = 0;
    NetworkTraining::Recent recent;  ///< on batches as they were learned
    std::optional<Score> held_out;
};

struct NetworkTrainerOptions {
    NetworkTrainingOptions training;
    std::optional<std::int64_t> monitor{};  ///< updates between two evaluations; not given: an epoch
    Watcher watcher{};                      ///< asked after every update
    std::function<void(const Checkpoint&, const LayeredNetwork&)> save = {};
    std::function<void(const NetworkProgress&)> say = {};
    std::int64_t film_every = 0;  ///< updates between two frames
    /// Takes a frame into the history: before the first update, every `film_every` updates, and at the end. It must not
    /// change the network.
    std::function<void(std::int64_t update, Arrays& history)> shoot = {};
    std::int64_t stage = 0;  ///< this is which one of a training in stages; updates are counted over all of them
    bool is_last_stage = true;
};

/// Learns to the end; `from` without a state is a beginning with a history. Throws Error(interrupted) after a last
/// checkpoint where the watcher is stopped; Error(data) where the loss diverges: the last checkpoint is the last good
/// one.
void train(LayeredNetwork& network, const Pictures& pictures, const Pictures& held_out,
           const NetworkTrainerOptions& options, const std::optional<Checkpoint>& from = {});

/// One evaluation of a network that was learned by other means, as it stands in a history: scored on some pictures of
/// those learned and on all held out.
void evaluate(const LayeredNetwork& network, const Pictures& pictures, const Pictures& held_out,
              const NetworkTrainerOptions& options, Arrays& history);

}  // namespace blackbody

#include "blackbody/training/networks/staged_training.h"

#include <ATen/ops/ones.h>

#include <algorithm>

#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

using Values = std::vector<std::pair<std::string, at::Tensor>>;

/// What `to` has, with the values of `from` in its first `layers`.
void take_layers(LayeredNetwork& to, const LayeredNetwork& from, std::size_t layers) {
    std::vector<std::string> taken = to.layer_names();
    taken.resize(layers);
    Values values;
    for (const Parameter& p : from.parameters())
        if (std::find(taken.begin(), taken.end(), p.name.substr(0, p.name.find('.'))) != taken.end())
            values.emplace_back(p.name, p.value);
    for (const Parameter& p : to.parameters())
        if (std::none_of(values.begin(), values.end(), [&](const auto& v) { return v.first == p.name; }))
            values.emplace_back(p.name, p.value);
    to.assign(values);
}

class StagedTraining {
  public:
    StagedTraining(const Pictures& pictures, const Pictures& held_out, const StagedOptions& options)
        : pictures_(pictures), held_out_(held_out), options_(options) {}

    void run(LayeredNetwork& network, const std::optional<StagedStart>& from) {
        const bool is_alone = options_.stages.size() == 1;
        std::unique_ptr<LayeredNetwork> before;
        std::optional<Checkpoint> start;
        if (from) start = from->checkpoint;
        for (std::int64_t s = from ? checked(*from) : 0; s < std::ssize(options_.stages); ++s) {
            const NetworkStage& stage = options_.stages[s];
            auto own = is_alone ? nullptr : std::make_unique<LayeredNetwork>(stage.plan);
            LayeredNetwork& now = is_alone ? network : *own;
            if (before) take_layers(now, *before, stage.held);
            else if (from) take_all(now, from->network);
            now.hold(stage.held);
            if (options_.begin) options_.begin(s);
            start = learned(s, now, start);
            before = std::move(own);
        }
        if (before) take_all(network, *before);
    }

  private:
    std::int64_t checked(const StagedStart& from) const {
        const std::int64_t s = from.checkpoint.stage;
        if (s < 0 || s >= std::ssize(options_.stages) || options_.stages[s].plan.text != from.network.plan().text)
            throw Error(ErrorKind::data, "the checkpoint's stage " + std::to_string(s) +
                                             ": expected a network of the training, found " + from.network.plan().text);
        return s;
    }

    /// Where the next stage starts.
    Checkpoint learned(std::int64_t s, LayeredNetwork& network, const std::optional<Checkpoint>& start) {
        NetworkTrainerOptions trainer = options_.trainer;
        trainer.stage = s, trainer.is_last_stage = s + 1 == std::ssize(options_.stages);
        Checkpoint last = start.value_or(Checkpoint{});
        if (options_.stages[s].is_machine) {
            machine(network, trainer, last);
        } else {
            trainer.save = [&](const Checkpoint& checkpoint, const LayeredNetwork& of) {
                last = checkpoint;
                if (options_.trainer.save) options_.trainer.save(checkpoint, of);
            };
            train(network, pictures_, held_out_, trainer, start);
        }
        return {.stage = s + 1, .history = last.history};
    }

    void machine(LayeredNetwork& network, const NetworkTrainerOptions& trainer, Checkpoint& checkpoint) {
        if (!checkpoint.state.contains("machine_is_learned")) {
            MachineStageOptions how{.updates = *settled(trainer.training, pictures_.size()).updates,
                                    .contrastive = options_.machine};
            how.contrastive.seed = seed_for(trainer.training.seed, network.layer_names().at(network.held()).c_str());
            how.watcher = trainer.watcher;
            learn_machine(network, pictures_, how);
            if (trainer.is_last_stage) evaluate(network, pictures_, held_out_, trainer, checkpoint.history);
        }
        checkpoint.state = {{"machine_is_learned", at::ones({1})}};
        checkpoint.stage = trainer.stage, checkpoint.is_finished = trainer.is_last_stage;
        if (trainer.save) trainer.save(checkpoint, network);
    }

    const Pictures &pictures_, &held_out_;
    const StagedOptions& options_;
};

}  // namespace

void take_all(LayeredNetwork& to, const LayeredNetwork& from) { take_layers(to, from, to.layer_names().size()); }

void train_in_stages(LayeredNetwork& network, const Pictures& pictures, const Pictures& held_out,
                     const StagedOptions& options, const std::optional<StagedStart>& from) {
    StagedTraining(pictures, held_out, options).run(network, from);
}

}  // namespace blackbody

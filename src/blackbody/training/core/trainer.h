#pragma once
/// The loop of every training: update, evaluate when it is due, keep a checkpoint, stop when asked.
///
/// A run from a checkpoint ends in the same bytes as one that was never stopped: what is random is keyed by update,
/// epoch and chain, and everything else that decides the future stands in the checkpoint. Nothing in it depends on
/// clocks or on where a run was cut.
#include <optional>
#include <string>

#include "blackbody/training/core/learner.h"
#include "blackbody/util/watcher.h"

namespace blackbody {

/// All that decides what comes next, beside data, options and what was learned so far.
struct Checkpoint {
    std::int64_t stage = 0;    ///< of a training in stages
    std::int64_t updates = 0;  ///< of the present stage
    Arrays state;              ///< what the learner, and who looks on, remember
    Arrays history;            ///< what evaluations found: "NAME" [evaluations, ...]
    bool is_finished = false;
};

/// One stage of a training.
struct TrainerStage {
    std::string name;          ///< "rbm 2"
    std::int64_t updates = 0;  ///< until its end
    std::int64_t every = 1;    ///< updates between two evaluations
};

class Trainer {
  public:
    Trainer(Learner& learner, TrainerStage stage, Watcher watcher)
        : learner_(learner), stage_(std::move(stage)), watcher_(std::move(watcher)) {}
    virtual ~Trainer() = default;

    /// From wherever the learner is to the end of the stage. Throws Error(interrupted) after a last checkpoint where
    /// the watcher is stopped; NumericalError where learning diverges, which says what checkpoint is kept.
    void run();

  protected:
    virtual void updated() {}       ///< after every update
    virtual void check_finite() {}  ///< before anything is written; throws NumericalError
    virtual void evaluate() = 0;    ///< every so many updates and at the end
    virtual void keep() = 0;        ///< a checkpoint of where the learner is
    const TrainerStage& stage() const { return stage_; }
    bool is_at_end() const { return learner_.updates() >= stage_.updates; }

  private:
    template <class Step>
    void guarded(Step step) const;
    void checkpoint();

    Learner& learner_;
    TrainerStage stage_;
    Watcher watcher_;
    std::optional<std::int64_t> kept_;  ///< update of the last checkpoint
};

}  // namespace blackbody

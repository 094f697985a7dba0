#pragma once
/// Observables of weights: no samples, one weight a thread, and the same observables on controlled weights.
#include <mutex>
#include <string>
#include <vector>

#include "blackbody/instruments/nulls.h"

namespace blackbody {

/// A weight: what is measured there, what has been, and what it took.
struct WeightPlace {
    /// A control that some of the tasks are read against.
    struct Kind {
        const Control* control;
        std::vector<std::size_t> where;  ///< its tasks in `tasks`
        std::vector<Task> tasks;
        Draws draws;
    };
    std::size_t site = 0;
    double work = 0;                 ///< multiply-adds of a singular value decomposition
    std::vector<std::size_t> which;  ///< places of its tasks in the list of all
    std::vector<Task> tasks;
    std::vector<Kind> kinds;
    std::vector<Measurement> measured;       ///< one a task; empty: not yet
    double seconds = 0, seconds_a_draw = 0;  ///< computing the values; one draw of every control; 0: not yet
    std::int64_t draws = 0;                  ///< of every control, so far
};

/// Every task at a weight, with its nulls. In two goes: a few weights of each kind, small and large, tell how long the
/// others will take; what they gave is kept. Without a budget the largest weight comes first, so that the last to
/// finish is small; with one the smallest, so that most are measured, first all of them and then their nulls.
class WeightRun {
  public:
    WeightRun(const System& system, const std::vector<Task>& tasks, const MeasureOptions& options);
    /// Measures a few; returns the seconds that the rest will take on all threads.
    double begin();
    /// Measures the rest, up to `end` on the run's clock; one measurement a task, nameless where the time was over
    /// before. `notes` get what to say about it.
    std::vector<Measurement> finish(double end, std::vector<std::string>& notes);

  private:
    void measure(WeightPlace& place);
    /// Up to `count` draws of each control, until `end`.
    void draw(WeightPlace& place, std::int64_t count, double end);
    /// Seconds of the values of a place, or of one draw: from places of its kind that were measured, else from its
    /// work.
    double expected(const WeightPlace& place, double WeightPlace::*seconds) const;
    double expected_rest(const WeightPlace& place) const;
    /// `computed` seconds of a thread took `passed` on the clock.
    void note_pace(double computed, double passed);
    /// How much longer than their computing things take here: others use the machine, too.
    double slowness() const;
    void say(std::vector<std::string>& notes) const;

    const System& system_;
    const MeasureOptions& options_;
    std::size_t tasks_;
    std::vector<WeightPlace> places_;  ///< largest first
    mutable std::mutex mutex_;
    double computed_ = 0, passed_ = 0;
};

}  // namespace blackbody

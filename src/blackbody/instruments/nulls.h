#pragma once
/// The same quantities on systems or data from which what they are about was removed on purpose.
#include <vector>

#include "blackbody/instruments/pace.h"
#include "blackbody/instruments/selection.h"
#include "blackbody/instruments/sources.h"

namespace blackbody {

/// What a null is made of: the values on the fixed samples, and one measurement a task for every draw.
struct Draws {
    const Control* control = nullptr;
    std::vector<Measurement> values;              ///< one a task
    std::vector<std::vector<Measurement>> drawn;  ///< [draw][task]
};

/// The tasks whose observable is read against this control; `where` gets their places in `tasks`.
std::vector<Task> tasks_under(const std::string& control, const std::vector<Task>& tasks,
                              std::vector<std::size_t>& where);

/// Adds the null to each estimate of `measurements[i]` that both the values and the draws of task i hold.
void add_nulls(const Draws& draws, std::vector<Measurement>& measurements);

/// Every control that streaming tasks are read against, drawn on the first samples of the input. In two goes: the first
/// draws of each tell how long the others will take, and are kept.
class StateNulls {
  public:
    StateNulls(const System& system, const Source& input, const std::vector<Task>& tasks,
               const MeasureOptions& options);
    /// As many draws of each control as run at a time; returns the seconds that the rest will take.
    double begin();
    /// Draws the rest, up to `end` on the run's clock, and adds the nulls to `measurements` (one a task). Returns what
    /// to say about it.
    std::vector<std::string> finish(double end, std::vector<Measurement>& measurements);

  private:
    struct Kind {
        const Control* control;
        std::vector<std::size_t> where;  ///< places of its tasks
        std::vector<Task> tasks;
        std::vector<Measurement> values;              ///< one a task, on the fixed samples; empty: not measured yet
        std::vector<std::vector<Measurement>> drawn;  ///< [draw]; empty: not drawn yet
    };
    std::vector<Measurement> draw(const Kind& kind, std::int64_t number) const;
    /// Those of the first `count` draws that are not there yet, until `end`.
    void draw_some(Kind& kind, std::int64_t count, double end);

    const System& system_;
    const MeasureOptions& options_;
    FixedSource fixed_;
    std::vector<Kind> kinds_;
    std::int64_t done_ = 0;
};

}  // namespace blackbody

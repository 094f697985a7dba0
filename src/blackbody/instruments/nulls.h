#pragma once
/// The same quantities on systems or data from which what they are about was removed on purpose.
#include <vector>

#include "blackbody/instruments/pace.h"
#include "blackbody/instruments/selection.h"

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

/// Draws every control that the tasks' observables are read against, on the first samples of `input`, and adds the
/// nulls to `measurements` (one a task). Stops in time if the budget is used up. Returns what to say about it.
std::vector<std::string> draw_nulls(const System& system, const Source& input, const std::vector<Task>& tasks,
                                    const MeasureOptions& options, std::vector<Measurement>& measurements);

}  // namespace blackbody

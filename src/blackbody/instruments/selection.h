#pragma once
/// Which observable is measured at which site, and what is not measured and why.
#include <optional>
#include <vector>

#include "blackbody/instruments/measure.h"

namespace blackbody {

/// One observable at one site, or at two.
struct Task {
    const Observable* observable;
    std::size_t site;                   ///< index into System::sites(); of two the later one
    std::optional<std::size_t> from{};  ///< of two the earlier one
};

struct Selection {
    std::vector<Task> streaming, weights;
    std::vector<Skip> skipped;
};

Selection select(const System& system, const Source* input, const std::vector<const Observable*>& instruments,
                 const MeasureOptions& options);

/// How many states at once wait for a later one of theirs, at most: what observables of two sites hold.
std::int64_t states_held(const System& system, const std::vector<const Observable*>& instruments,
                         const MeasureOptions& options);

}  // namespace blackbody

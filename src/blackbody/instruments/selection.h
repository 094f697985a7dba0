#pragma once
/// Which observable is measured at which site, and what is not measured and why.
#include <vector>

#include "blackbody/instruments/measure.h"

namespace blackbody {

/// One observable at one site.
struct Task {
    const Observable* observable;
    std::size_t site;  ///< index into System::sites()
};

struct Selection {
    std::vector<Task> streaming, weights;
    std::vector<Skip> skipped;
};

Selection select(const System& system, const Source* input, const std::vector<const Observable*>& instruments,
                 const MeasureOptions& options);

}  // namespace blackbody

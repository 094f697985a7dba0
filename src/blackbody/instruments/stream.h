#pragma once
/// One pass of samples through a system, every streaming observable fed at its sites.
#include <vector>

#include "blackbody/base/bounds.h"
#include "blackbody/instruments/blocks.h"
#include "blackbody/instruments/pace.h"
#include "blackbody/instruments/selection.h"

namespace blackbody {

struct StreamOptions {
    InstrumentOptions instrument{};
    std::int64_t blocks = 16;
    std::int64_t first_batch = 32, batch = 32;
    std::function<bool(std::int64_t samples_seen)> go_on = {};  ///< asked after each batch; false stops the pass
    std::int64_t fixed_samples = 128;  ///< of the first batch: what is quadratic in samples gets these alone
};

struct Streamed {
    std::vector<Measurement> measurements;  ///< one a task, in their order
    std::int64_t samples = 0;
    std::vector<InputRange> ranges{};  ///< of all that was fed; only for a system that can bound its states
};

/// Runs `tasks` over `input`. A task whose site never showed a state has no estimates.
Streamed stream(const System& system, const Source& input, const std::vector<Task>& tasks,
                const StreamOptions& options);

}  // namespace blackbody

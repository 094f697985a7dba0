#include "blackbody/systems/ensembles/machines/machine.h"

#include <algorithm>

#include "blackbody/util/errors.h"

namespace blackbody {

void run(MachineChains& chains, std::int64_t steps, const std::function<void(double done)>& progress) {
    constexpr std::int64_t pause = 16;
    for (std::int64_t done = 0; done < steps; done += pause) {
        if (progress) progress(static_cast<double>(done) / static_cast<double>(steps));
        chains.run(std::min(pause, steps - done));
    }
}

}  // namespace blackbody

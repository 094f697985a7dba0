#include "blackbody/systems/ensembles/machines/machine.h"

#include <algorithm>

#include "blackbody/util/errors.h"

namespace blackbody {

void run(MachineChains& chains, std::int64_t steps, const std::function<bool(double done)>& go_on) {
    constexpr std::int64_t pause = 16;
    for (std::int64_t done = 0; done < steps; done += pause) {
        if (go_on && !go_on(static_cast<double>(done) / static_cast<double>(steps)))
            throw Error(ErrorKind::interrupted, "interrupted; nothing was written");
        chains.run(std::min(pause, steps - done));
    }
}

}  // namespace blackbody

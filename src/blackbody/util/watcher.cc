#include "blackbody/util/watcher.h"

#include <limits>
#include <utility>

#include "blackbody/util/errors.h"

namespace blackbody {

void Watcher::at(const std::string& stage, double done) const {
    if (!goes_on(stage, done)) throw Interrupted();
}

bool Watcher::goes_on(const std::string& stage, double done) const {
    if (is_stopped && is_stopped()) return false;
    if (show) show(stage, done);
    return true;
}

std::function<void(double)> Watcher::stage(std::string name, double from, double to) const {
    return [watcher = *this, name = std::move(name), from, to](double done) {
        watcher.at(name, from + (to - from) * done);
    };
}

double Watcher::seconds_left() const {
    if (deadline == Clock::time_point::max()) return std::numeric_limits<double>::infinity();
    return std::chrono::duration<double>(deadline - Clock::now()).count();
}

Watcher::Clock::time_point Watcher::in_seconds(double seconds) {
    return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace blackbody

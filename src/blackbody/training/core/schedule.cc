#include "blackbody/training/core/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace blackbody {

double rate_at(const RatePlan& plan, std::int64_t update, std::int64_t of) {
    const std::int64_t warm_up = plan.warm_up_updates.value_or(0);
    double rate = plan.lr.value();
    if (update < warm_up) return rate * static_cast<double>(update + 1) / static_cast<double>(warm_up);
    if (plan.schedule == "constant") return rate;
    if (plan.schedule == "linear")
        return rate * (1 - std::min(1., static_cast<double>(update) / static_cast<double>(of)) * (1 - plan.factor));
    if (plan.schedule == "step") {
        for (const double step : plan.steps)
            if (static_cast<double>(update) >= step * static_cast<double>(of)) rate *= plan.factor;
        return rate;
    }
    const double t = static_cast<double>(update - warm_up) / static_cast<double>(of - warm_up);
    return rate * (1 + std::cos(std::numbers::pi * t)) / 2;
}

}  // namespace blackbody

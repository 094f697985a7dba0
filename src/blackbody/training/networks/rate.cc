#include "blackbody/training/networks/rate.h"

#include <cmath>
#include <numbers>

namespace blackbody {

double rate_at(const RatePlan& plan, std::int64_t update, std::int64_t of) {
    if (update < plan.warm_up) return plan.rate * static_cast<double>(update + 1) / static_cast<double>(plan.warm_up);
    if (plan.shape == "constant") return plan.rate;
    if (plan.shape == "step") {
        double rate = plan.rate;
        for (const double step : plan.steps)
            if (static_cast<double>(update) >= step * static_cast<double>(of)) rate *= plan.factor;
        return rate;
    }
    const double t = static_cast<double>(update - plan.warm_up) / static_cast<double>(of - plan.warm_up);
    return plan.rate * (1 + std::cos(std::numbers::pi * t)) / 2;
}

}  // namespace blackbody

#include "blackbody/instruments/pace.h"

#include <algorithm>

namespace blackbody {
namespace {

constexpr double to_measure = 0.9;  // of the budget; the rest is for rules, pages and what a forecast misses

}  // namespace

double Pace::left() const {
    return options_.budget_seconds > 0 ? std::max(to_measure * options_.budget_seconds - seconds(), 0.0) : no_end;
}

double Pace::end_of(double own, double others) const {
    if (options_.budget_seconds <= 0) return no_end;
    const double all = own + others;
    return seconds() + left() * (all > 0 ? own / all : 1);
}

void Pace::at(const std::string& stage, double done) const { options_.watcher.at(stage, done); }

}  // namespace blackbody

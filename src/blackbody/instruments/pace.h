#pragma once
/// Keeps time for a run: progress, the budget, and the wish to stop.
#include <chrono>

#include "blackbody/instruments/measure.h"

namespace blackbody {

class Pace {
  public:
    explicit Pace(const MeasureOptions& options) : options_(options), start_(std::chrono::steady_clock::now()) {}
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
    /// Whether `share` of the budget is used up.
    bool over(double share) const { return options_.budget_seconds > 0 && seconds() > share * options_.budget_seconds; }
    /// Tells the user, and throws Error(interrupted) if the user wants to stop.
    void at(const std::string& stage, double done) const;

  private:
    const MeasureOptions& options_;
    std::chrono::steady_clock::time_point start_;
};

}  // namespace blackbody

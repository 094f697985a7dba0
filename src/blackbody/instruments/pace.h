#pragma once
/// Keeps time for a run: progress, the budget, and the wish to stop.
#include <chrono>
#include <limits>

#include "blackbody/instruments/measure.h"

namespace blackbody {

/// Seconds that the stages of a run take: measured on a small part of each.
struct Forecast {
    double states = 0, nulls = 0, weights = 0;
    double total() const { return states + nulls + weights; }
};

/// Seconds on the clock of the run: since MeasureOptions::began.
class Pace {
  public:
    explicit Pace(const MeasureOptions& options) : options_(options) {}
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - options_.began).count();
    }
    /// Of the budget, less what it takes to judge and to write; infinite where there is none, never below 0.
    double left() const;
    /// When a stage has to end that would take `own` seconds and is followed by `others`: its share of what is left.
    double end_of(double own, double others) const;
    bool over(double end) const { return seconds() > end; }
    /// Tells the user, and throws Interrupted if the user wants to stop.
    void at(const std::string& stage, double done) const;

  private:
    const MeasureOptions& options_;
};

inline constexpr double no_end = std::numeric_limits<double>::infinity();

}  // namespace blackbody

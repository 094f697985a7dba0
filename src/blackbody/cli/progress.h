#pragma once
/// A progress bar on a terminal, one line beforehand for long runs, and Ctrl-C.
#include <chrono>
#include <string>

#include "blackbody/cli/text/options.h"
#include "blackbody/util/watcher.h"

namespace blackbody {

class ProgressBar {
  public:
    /// Draws on console.err, and only if that is a terminal and nobody asked for quiet.
    ProgressBar(Console& console, bool quiet);
    ~ProgressBar();
    /// `done` in 0 .. 1. Redraws at most ten times a second.
    void show(const std::string& stage, double done);
    /// Says so if the run will take more than 10 s; on a pipe as well.
    void expect(double seconds);
    /// Wipes the bar, so that what follows starts on a clean line.
    void clear();

  private:
    Console& console_;
    bool quiet_, drawn_ = false;
    std::chrono::steady_clock::time_point start_, last_{};
};

/// While one lives, Ctrl-C sets a flag; a second Ctrl-C ends the program at once with exit code 130.
class InterruptGuard {
  public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;
    static bool requested();
};

/// Draws the bar, ends at Ctrl-C, and knows how much of a budget is left; 0 seconds: there is none.
Watcher watcher_of(ProgressBar& bar, double budget_seconds = 0);

}  // namespace blackbody

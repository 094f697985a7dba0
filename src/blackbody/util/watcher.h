#pragma once
/// Who looks on while something long runs: is told how far it is, may ask it to end, and knows how much time is left.
///
///   Watcher watcher{.show = draw_bar, .is_stopped = ctrl_c, .deadline = Watcher::in_seconds(60)};
///   for (step ...) watcher.at("annealing", done);      // draws; ends with Interrupted once asked to
#include <chrono>
#include <functional>
#include <string>

namespace blackbody {

struct Watcher {
    using Clock = std::chrono::steady_clock;

    std::function<void(const std::string& stage, double done)> show = {};  ///< done: 0 ... 1 of the stage
    std::function<bool()> is_stopped = {};                                 ///< true once somebody asked to end
    Clock::time_point deadline = Clock::time_point::max();

    /// Throws Interrupted once asked to end, else shows.
    void at(const std::string& stage, double done) const;
    /// The same for who has something to write first: false once asked to end.
    bool goes_on(const std::string& stage, double done) const;
    /// The same as at(), as a callback of one stage, of which `done` is the part from `from` to `to`.
    std::function<void(double done)> stage(std::string name, double from = 0, double to = 1) const;
    /// Infinite without a deadline; below 0 past it.
    double seconds_left() const;

    static Clock::time_point in_seconds(double seconds);
};

}  // namespace blackbody

#pragma once
/// Somebody who presses Ctrl-C while the program runs in this process.
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "support/run_cli.h"

namespace blackbody::testing {

/// Presses once `when` says so, if it is still there by then.
class CtrlC {
  public:
    explicit CtrlC(const std::function<bool()>& when)
        : thread_([this, when] {
              while (!done_ && !when()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
              if (!done_) std::raise(SIGINT);
          }) {}
    ~CtrlC() {
        done_ = true;
        thread_.join();
    }
    CtrlC(const CtrlC&) = delete;
    CtrlC& operator=(const CtrlC&) = delete;

  private:
    std::atomic<bool> done_{false};
    std::thread thread_;
};

inline Ran run_until(const std::function<bool()>& when, const std::vector<std::string>& arguments) {
    const CtrlC pressed(when);
    return run(arguments);
}

inline Ran run_for(std::chrono::milliseconds time, const std::vector<std::string>& arguments) {
    const auto end = std::chrono::steady_clock::now() + time;
    return run_until([end] { return std::chrono::steady_clock::now() >= end; }, arguments);
}

}  // namespace blackbody::testing

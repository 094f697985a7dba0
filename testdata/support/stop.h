#pragma once
/// Somebody who presses Ctrl-C once a stage is so far.
#include "blackbody/util/watcher.h"

namespace blackbody::testing {

inline std::function<void(double)> stop_from(double part) {
    return [part](double done) { Watcher{.is_stopped = [&] { return done >= part; }}.at("", done); };
}

}  // namespace blackbody::testing

#include "blackbody/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>

namespace blackbody {
namespace {

constexpr double worth_saying = 10;  // seconds

std::string duration(double seconds) {
    char text[32];
    if (seconds < 90) std::snprintf(text, sizeof text, "%.0f s", std::ceil(seconds));
    else if (seconds < 5400) std::snprintf(text, sizeof text, "%.0f min", std::ceil(seconds / 60));
    else std::snprintf(text, sizeof text, "%.1f h", seconds / 3600);
    return text;
}

volatile std::sig_atomic_t interrupts = 0;
struct sigaction before {};

void on_interrupt(int) {
    interrupts = interrupts + 1;
    if (interrupts > 1) _exit(130);
}

}  // namespace

ProgressBar::ProgressBar(Console& console, bool quiet)
    : console_(console), quiet_(quiet), start_(std::chrono::steady_clock::now()) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::show(const std::string& stage, double done) {
    const auto now = std::chrono::steady_clock::now();
    if (quiet_ || !console_.err_is_terminal || now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    drawn_ = true;

    // [######..........]  42 %  nulls     about 12 s left
    constexpr int cells = 28;
    const double part = std::clamp(done, 0.0, 1.0);
    const int full = static_cast<int>(part * cells);
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    std::string line = "\r[" + std::string(full, '#') + std::string(cells - full, '.') + "] ";
    char percent[16];
    std::snprintf(percent, sizeof percent, "%3.0f %%  ", 100 * part);
    line += percent + stage;
    if (part > 0.05 && elapsed > 1) line += "   about " + duration(elapsed * (1 - part) / part) + " left";
    console_.err << line << "\x1b[K" << std::flush;
}

void ProgressBar::expect(double seconds) {
    if (quiet_ || seconds < worth_saying) return;
    clear();
    console_.err << "This will take about " << duration(seconds) << " (--budget 60s or --limit N make it shorter).\n"
                 << std::flush;
}

void ProgressBar::clear() {
    if (drawn_) console_.err << "\r\x1b[K" << std::flush;
    drawn_ = false;
}

InterruptGuard::InterruptGuard() {
    interrupts = 0;
    struct sigaction action {};
    action.sa_handler = on_interrupt;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &before);
}

InterruptGuard::~InterruptGuard() { sigaction(SIGINT, &before, nullptr); }

bool InterruptGuard::requested() { return interrupts > 0; }

Watcher watcher_of(ProgressBar& bar, double budget_seconds) {
    Watcher watcher{.show = [&bar](const std::string& stage, double done) { bar.show(stage, done); },
                    .is_stopped = InterruptGuard::requested};
    if (budget_seconds > 0) watcher.deadline = Watcher::in_seconds(budget_seconds);
    return watcher;
}

}  // namespace blackbody

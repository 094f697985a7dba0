#pragma once
/// How often a file is opened, as the kernel counts it.
#include <sys/inotify.h>
#include <unistd.h>

#include <string>

namespace blackbody::testing {

class OpenCount {
  public:
    explicit OpenCount(const std::string& path) : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
        // Events that are alike and follow each other are merged, so what happens between two openings is watched, too.
        works_ = fd_ >= 0 && ::inotify_add_watch(fd_, path.c_str(), IN_OPEN | IN_CLOSE | IN_ACCESS) >= 0;
    }
    ~OpenCount() {
        if (fd_ >= 0) ::close(fd_);
    }
    OpenCount(const OpenCount&) = delete;
    OpenCount& operator=(const OpenCount&) = delete;

    bool works() const { return works_; }
    /// Since it was asked last.
    int take() {
        int opened = 0;
        alignas(inotify_event) char buffer[1 << 16];
        for (ssize_t got; (got = ::read(fd_, buffer, sizeof buffer)) > 0;)
            for (ssize_t at = 0; at < got;) {
                const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
                opened += (event->mask & IN_OPEN) != 0;
                at += static_cast<ssize_t>(sizeof *event + event->len);
            }
        return opened;
    }

  private:
    int fd_;
    bool works_ = false;
};

}  // namespace blackbody::testing

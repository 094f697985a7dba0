#pragma once
/// The program in a process of its own, so that it can be killed.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "blackbody/util/rng.h"
#include "support/run_cli.h"

namespace blackbody::testing {

/// The program itself, in a process of its own.
class Program {
  public:
    explicit Program(const std::vector<std::string>& arguments) {
        const std::string path = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "blackbody";
        std::vector<char*> words{const_cast<char*>(path.c_str())};
        for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
        words.push_back(nullptr);
        pid_ = ::fork();
        if (pid_ != 0) return;
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, 1), ::dup2(nowhere, 2);
        ::execv(path.c_str(), words.data());
        ::_exit(127);
    }
    /// Its exit code once it has ended; -1 while it runs or where it was killed.
    int code(bool wait) {
        int status = 0;
        if (!ended_ && ::waitpid(pid_, &status, wait ? 0 : WNOHANG) == pid_)
            ended_ = true, code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        return code_;
    }
    bool ended() {
        code(false);
        return ended_;
    }
    void kill() {
        ::kill(pid_, SIGKILL);
        code(true);
    }

  private:
    pid_t pid_;
    bool ended_ = false;
    int code_ = -1;
};

/// Kills the program `times` times, each time some moment after its next checkpoint, and lets it end. False where it
/// ended before.
inline bool kill_and_resume(const std::vector<std::string>& arguments, const std::string& out, int times, Seed seed) {
    Random random(seed);
    const auto stamp = [&] {
        std::error_code none;
        return std::filesystem::last_write_time(out, none);
    };
    for (int k = 0; k < times; ++k) {
        const auto before = stamp();
        Program program(with(arguments, {"--resume"}));
        while (stamp() == before && !program.ended()) std::this_thread::sleep_for(std::chrono::microseconds(200));
        if (program.ended()) return false;
        std::this_thread::sleep_for(std::chrono::microseconds(random.below(15000)));
        program.kill();
    }
    Program last(with(arguments, {"--resume"}));
    return last.code(true) == 0;
}

}  // namespace blackbody::testing

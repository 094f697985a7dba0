// fuzz_formats: mutants of every format, in turn, each parsed or refused within its bounds. Memory is measured where a
// sanitizer's allocator tells it, and limited for the process where there is none.
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>

#include "blackbody/formats/fuzz/target.h"
#include "blackbody/util/errors.h"

using namespace blackbody;

// Of the sanitizers' runtime, where there is one; GCC ships it without these headers.
extern "C" {
#pragma weak __sanitizer_install_malloc_and_free_hooks
#pragma weak __sanitizer_get_allocated_size
#pragma weak __sanitizer_set_death_callback
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void*, std::size_t),
                                              void (*on_free)(const volatile void*));
std::size_t __sanitizer_get_allocated_size(const volatile void* p);
void __sanitizer_set_death_callback(void (*callback)());
}

/// What is too large fails as it does on a computer that is full.
extern "C" const char* __asan_default_options() { return "max_allocation_size_mb=2048:allocator_may_return_null=1"; }

namespace {

constexpr unsigned most_wall_seconds = 120;
constexpr rlim_t most_memory = rlim_t{4} << 30;
constexpr std::int64_t fixed_bytes = 8 << 20;

/// Bytes that live on the heap now, and the most since `peak` was last set.
std::atomic<std::int64_t> live{0}, peak{0};

void on_malloc(const volatile void*, std::size_t size) {
    const std::int64_t now = live += static_cast<std::int64_t>(size);
    if (now > peak) peak = now;
}

void on_free(const volatile void* p) {
    if (p) live -= static_cast<std::int64_t>(__sanitizer_get_allocated_size(p));
}

/// What is running, for the last words of a process that a sanitizer or the clock ends.
char running[128] = "";

void say_what_ran() { [[maybe_unused]] const auto written = ::write(2, running, std::strlen(running)); }

/// A crash or a hang: name the mutant, then die of the signal.
void die(int signal) {
    say_what_ran();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

double processor_seconds() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Count {
    std::int64_t mutants = 0, parsed = 0, refused = 0, failed = 0;
    double slowest = 0, largest = 0;  ///< seconds; peak memory in parts of its bound
};

/// One mutant. What is neither parsed nor refused by an Error has failed.
void run(const fuzz::Target& target, const std::string& bytes, Count& count) {
    ++count.mutants;
    const auto owner = std::make_shared<const std::string>(bytes);
    const std::int64_t before = live;
    peak = before;
    const double start = processor_seconds();
    std::string failure;
    try {
        target.parse(std::as_bytes(std::span(*owner)), owner);
        ++count.parsed;
    } catch (const Error& error) {
        ++count.refused;
        if (std::strlen(error.what()) == 0 || std::strchr(error.what(), '\n'))
            failure = "a complaint that is not one line";
    } catch (const std::exception& error) {
        failure = std::string("an exception that is no Error: ") + error.what();
    }

    const double seconds = processor_seconds() - start;
    const double share =
        static_cast<double>(peak - before) /
        static_cast<double>(fixed_bytes + static_cast<std::int64_t>(target.amplification * bytes.size()));
    count.slowest = std::max(count.slowest, seconds);
    count.largest = std::max(count.largest, share);
    if (seconds > target.seconds) failure = "too slow: " + std::to_string(seconds) + " s";
    if (share > 1)
        failure = "too much memory: " + std::to_string(peak - before) + " bytes for a file of " +
                  std::to_string(bytes.size());
    if (failure.empty()) return;
    ++count.failed;
    std::fprintf(stderr, "%s %s\n", running, failure.c_str());
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t total = 10000, first = 0, seed = 0;
    std::string only;
    CLI::App app{"Feeds every format with damaged files."};
    app.add_option("count,--count", total, "mutants in all");
    app.add_option("--first", first, "number of the first mutant of each format");
    app.add_option("--seed", seed, "seed");
    app.add_option("--only", only, "one format");
    CLI11_PARSE(app, argc, argv);

    if (__sanitizer_install_malloc_and_free_hooks) {
        __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
        __sanitizer_set_death_callback(say_what_ran);
    } else {
        const rlimit limit{most_memory, most_memory};
        ::setrlimit(RLIMIT_DATA, &limit);
        for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS}) std::signal(signal, die);
    }
    std::signal(SIGALRM, die);
    std::vector<const fuzz::Target*> targets = fuzz::targets();
    std::erase_if(targets, [&](const fuzz::Target* t) { return !only.empty() && t->name != only; });
    std::int64_t failed = 0;
    std::printf("%-12s %9s %9s %9s %9s %12s %14s\n", "format", "mutants", "parsed", "refused", "failed", "slowest [s]",
                "memory / bound");
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::vector<std::string> seeds = targets[i]->seeds();
        const std::uint64_t share = total * (i + 1) / targets.size() - total * i / targets.size();
        Count count;
        for (std::uint64_t index = first; index < first + share; ++index) {
            std::snprintf(running, sizeof running, "%s mutant %llu, seed %llu:", targets[i]->name.c_str(),
                          static_cast<unsigned long long>(index), static_cast<unsigned long long>(seed));
            ::alarm(most_wall_seconds);
            run(*targets[i], fuzz::mutant(*targets[i], seeds, seed, index), count);
        }
        std::printf("%-12s %9lld %9lld %9lld %9lld %12.3f %14.2f\n", targets[i]->name.c_str(),
                    static_cast<long long>(count.mutants), static_cast<long long>(count.parsed),
                    static_cast<long long>(count.refused), static_cast<long long>(count.failed), count.slowest,
                    count.largest);
        failed += count.failed;
    }
    ::alarm(0);
    return failed == 0 && !targets.empty() ? 0 : 1;
}

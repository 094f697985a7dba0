#pragma once
/// Benchmarks with a goal and a physical rate. A case is a Google Benchmark function beside the code it times
/// (x.bench.cc); a Goal says what is wanted of it. The program runs all cases interleaved, so that a ratio compares
/// what was measured in the same minutes, and prints one table: case, time, rate, ratio, goal, met or not.
///
///     static void scan(benchmark::State& state) {
///         const auto values = sample(state.range(0));
///         for (auto _ : state) benchmark::DoNotOptimize(xmin_scan(values));
///         state.SetItemsProcessed(state.iterations() * state.range(0));
///     }
///     BENCHMARK(scan)->Arg(10000);
///     static const blackbody::Goal goal{"scan/10000", {.millis = 3, .unit = "values"}};
///
/// Times are the shortest of the repetitions; a computer is never faster than it can be.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>

namespace blackbody {

struct GoalOptions {
    double millis = 0;      ///< at most this long; 0 = no such goal
    double ratio = 0;       ///< at most (or, for `faster`, at least) this many times the other case; 0 = only shown
    std::string against{};  ///< the case of the same run that the ratio is taken to
    bool faster = false;    ///< the ratio is how many times faster than `against`, and the goal a lower bound
    std::string unit{};     ///< what SetItemsProcessed counts: "images", "values"
};

/// Announces itself, like a record: one static object a case.
struct Goal {
    Goal(const std::string& name, GoalOptions options);
};

/// The path of a file of the reference data.
inline std::string shared_data(const std::string& name) { return std::string(BLACKBODY_SHARED) + "/data/" + name; }

/// True where the file is there; else the case is marked as skipped for want of it.
inline bool has_shared(benchmark::State& state, const std::string& name) {
    if (std::filesystem::exists(shared_data(name))) return true;
    state.SkipWithError(("no reference data: " + shared_data(name)).c_str());
    return false;
}

}  // namespace blackbody

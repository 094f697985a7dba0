#include "bench/harness.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <vector>

namespace blackbody {
namespace {

std::map<std::string, GoalOptions>& goals() {
    static std::map<std::string, GoalOptions> all;
    return all;
}

/// "scan/10000/iterations:1" -> "scan/10000": how often a case runs is no part of its name.
std::string plain_name(const std::string& name) {
    static const std::regex settings(
        "/(iterations|repeats|min_time|min_warmup_time|threads):[^/]*|/(real|process|manual)_time");
    return std::regex_replace(name, settings, "");
}

/// The best of a case's repetitions.
struct Best {
    double millis = std::numeric_limits<double>::infinity(), rate = 0;
    std::string error{};
};

/// Collects all repetitions and prints the table at the end.
class TableReporter : public benchmark::BenchmarkReporter {
  public:
    bool ReportContext(const Context&) override { return true; }

    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.run_type != Run::RT_Iteration) continue;
            const std::string name = plain_name(run.run_name.str());
            Best& best = best_[name];
            if (isatty(STDERR_FILENO)) fmt::print(stderr, "\r\033[K{} cases; {}", best_.size(), name);
            if (run.error_occurred) best.error = run.error_message;
            if (run.error_occurred || run.iterations == 0) continue;
            best.millis = std::min(best.millis, 1e3 * run.real_accumulated_time / static_cast<double>(run.iterations));
            const auto rate = run.counters.find("items_per_second");
            if (rate != run.counters.end()) best.rate = std::max(best.rate, rate->second.value);
        }
    }

    void Finalize() override {
        if (isatty(STDERR_FILENO)) fmt::print(stderr, "\r\033[K");
        fmt::print("{:<46} {:>12} {:>22} {:>9}  {:<38} {}\n", "case", "time", "rate", "ratio", "goal", "met");
        for (const auto& [name, best] : best_) print_row(name, best);
    }

    nlohmann::ordered_json to_json() const {
        nlohmann::ordered_json all = nlohmann::ordered_json::array();
        for (const auto& [name, best] : best_) {
            all.push_back(
                {{"case", name}, {"millis", best.millis}, {"items_per_second", best.rate}, {"skipped", best.error}});
        }
        return all;
    }

  private:
    void print_row(const std::string& name, const Best& best) const {
        if (!best.error.empty()) return fmt::print("{:<46} SKIPPED: {}\n", name, best.error);
        const auto found = goals().find(name);
        const GoalOptions goal = found == goals().end() ? GoalOptions{} : found->second;

        // The ratio to the other case, where that one ran.
        const auto other = best_.find(plain_name(goal.against));
        const bool compared = other != best_.end() && other->second.error.empty();
        const double ratio = !compared     ? 0
                             : goal.faster ? other->second.millis / best.millis
                                           : best.millis / other->second.millis;

        // What was wanted, and whether it is so.
        std::string wanted, met = "-";
        bool ok = true;
        if (goal.millis > 0) wanted = fmt::format("<= {:g} ms", goal.millis), ok = best.millis <= goal.millis, met = "";
        if (goal.ratio > 0 && !goal.against.empty()) {
            wanted += fmt::format("{}{} {:g} x {}", wanted.empty() ? "" : ", ", goal.faster ? ">=" : "<=", goal.ratio,
                                  plain_name(goal.against));
            if (compared) ok = ok && (goal.faster ? ratio >= goal.ratio : ratio <= goal.ratio), met = "";
        } else if (compared) {
            wanted = "(to " + plain_name(goal.against) + ")";
        }
        if (met.empty()) met = ok ? "yes" : "NO";
        const std::string rate = best.rate > 0 ? fmt::format("{:.3g} {}/s", best.rate, goal.unit) : "";
        fmt::print("{:<46} {:>9.3f} ms {:>22} {:>9}  {:<38} {}\n", name, best.millis, rate,
                   compared ? fmt::format("{:.2f}", ratio) : "", wanted, met);
    }

    std::map<std::string, Best> best_;
};

}  // namespace

Goal::Goal(const std::string& name, GoalOptions options) { goals()[plain_name(name)] = std::move(options); }

}  // namespace blackbody

/// Arguments are Google Benchmark's own; --json FILE writes the table as JSON as well.
int main(int argc, char** argv) {
    std::vector<char*> arguments = {argv[0]};
    std::string json, defaults[] = {"--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=5",
                                    "--benchmark_min_time=0.1"};
    for (std::string& argument : defaults) arguments.push_back(argument.data());
    for (int i = 1; i < argc; ++i) {
        if (std::string(argv[i]) == "--json" && i + 1 < argc) json = argv[++i];
        else arguments.push_back(argv[i]);
    }
    int count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
    blackbody::TableReporter table;
    benchmark::RunSpecifiedBenchmarks(&table);
    if (!json.empty()) std::ofstream(json) << table.to_json().dump(1) << "\n";
    return 0;
}

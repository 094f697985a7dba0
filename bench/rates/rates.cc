#include "bench/rates.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "blackbody/util/binomial.h"
#include "blackbody/util/student.h"

namespace blackbody {
namespace {

void print_row(const RateRow& row) {
    const RateInterval interval = interval_of(row.hits, row.trials);
    const std::string wanted = row.low == row.high ? fmt::format("= {:g}", row.low)
                               : row.low <= 0      ? fmt::format("<= {:g}", row.high)
                               : row.high >= 1     ? fmt::format(">= {:g}", row.low)
                                                   : fmt::format("{:g} .. {:g}", row.low, row.high);
    fmt::print("  {:<62} {:<16} {:>5}/{:<5} {:.3f} [{:.3f}, {:.3f}]  {:<12} {}{}\n", row.data, row.counts, row.hits,
               row.trials, row.rate(), interval.low, interval.high, wanted, within(row) ? "" : "OUTSIDE",
               row.refused > 0 ? fmt::format(" ({} refused)", row.refused) : "");
    std::fflush(stdout);
}

nlohmann::ordered_json to_json(const RateSuite& suite, const RateRow& row) {
    const RateInterval interval = interval_of(row.hits, row.trials);
    return {{"rule", suite.rule},       {"data", row.data},       {"counts", row.counts},     {"hits", row.hits},
            {"trials", row.trials},     {"refused", row.refused}, {"rate", row.rate()},       {"low_95", interval.low},
            {"high_95", interval.high}, {"allowed_low", row.low}, {"allowed_high", row.high}, {"within", within(row)}};
}

}  // namespace

RateInterval interval_of(std::int64_t hits, std::int64_t trials) {
    const ShareInterval interval = share_interval(hits, trials, .95);
    return {interval.low, interval.high};
}

bool within(const RateRow& row) {
    const RateInterval interval = interval_of(row.hits, row.trials);
    return interval.low <= row.high && interval.high >= row.low;
}

std::vector<Seed> RateTrials::seeds(const std::string& purpose) const {
    std::vector<Seed> all;
    for (std::int64_t i = 0; i < count; ++i) all.push_back(seed_for(static_cast<Seed>(i), purpose.c_str()));
    return all;
}

CoverageCount::CoverageCount(const std::string& data, int degrees)
    : t_68_(student_t(.6827, degrees)),
      t_95_(student_t(.95, degrees)),
      at_68_{.data = data, .counts = "covers 68 %", .low = .6827, .high = .6827},
      at_95_{.data = data, .counts = "covers 95 %", .low = .95, .high = .95} {}

void CoverageCount::add(const Estimate& estimate, double truth) {
    if (!estimate.error.is_number()) {
        ++at_68_.refused, ++at_95_.refused;
        return;
    }
    const double off = std::abs(estimate.value - truth), error = estimate.error.std_error();
    at_68_.add(off <= t_68_ * error);
    at_95_.add(off <= t_95_ * error);
}

}  // namespace blackbody

/// rates_blackbody [RULE ...] [--trials N] [--json FILE]: all rules, or those whose name starts with one of RULE.
int main(int argc, char** argv) {
    using namespace blackbody;
    CLI::App app("Counts false warnings, true findings and coverage on data whose truth is known");
    std::vector<std::string> rules;
    RateTrials trials;
    std::string json;
    app.add_option("rule", rules, "only rules whose name starts so");
    app.add_option("--trials", trials.count, "data sets a cell")->check(CLI::Range(1, 1000000))->capture_default_str();
    app.add_option("--json", json, "write the table as JSON, too");
    bool only_names = false;
    app.add_flag("--list", only_names, "the names of the rules and what they share, a tab between; nothing is counted");
    CLI11_PARSE(app, argc, argv);

    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    std::int64_t cells = 0, outside = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (const RateSuite* suite : registered<RateSuite>([](const RateSuite& s) { return s.rule; })) {
        const auto named = [&](const std::string& rule) { return suite->rule.starts_with(rule); };
        if (!rules.empty() && std::none_of(rules.begin(), rules.end(), named)) continue;
        if (only_names) {
            fmt::print("{}\t{}\n", suite->rule, suite->shares);
            continue;
        }
        fmt::print("{}\n", suite->rule);
        for (const RateRow& row : suite->run(trials)) {
            print_row(row);
            ++cells, outside += !within(row);
            all.push_back(to_json(*suite, row));
        }
    }
    if (only_names) return 0;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print("{} cells, {} outside of what is allowed (by chance alone about {:.0f}), {:.0f} s\n", cells, outside,
               .05 * static_cast<double>(cells), seconds);
    if (!json.empty()) std::ofstream(json) << all.dump(1) << "\n";
    return 0;
}

#pragma once
/// How often a rule is right: false warnings, true findings and the coverage of error bars, counted on data whose truth
/// is known. A rule's cells live beside it (x.rates.cc); `make rates` runs them all and prints one table.
///
///     static std::vector<RateRow> run(const RateTrials& trials) {
///         RateRow row{.data = "64 channels, one fires in 1 %, n = 256", .counts = "false warnings", .high = .05};
///         for (Seed seed : trials.seeds("one rare channel")) row.add(warns(sample(seed)));
///         return {row};
///     }
///     static const RateSuite suite{.rule = "channels_never_excited", .run = run};
///     static const Registered<RateSuite> here{suite};
///
/// A cell is OUTSIDE where the exact 95 % interval of its rate (Clopper and Pearson, Biometrika 26, 404 (1934)) does
/// not meet [low, high]: one good cell in twenty does so by chance. Trap: a rate is about the data that were drawn, and
/// no other.
#include <cstdint>
#include <string>
#include <vector>

#include "blackbody/base/estimate.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/rng.h"

namespace blackbody {

/// One cell of the table.
struct RateRow {
    std::string data{};        ///< what was drawn: "64 channels, one fires in 1 %, n = 256"
    std::string counts{};      ///< what a hit is: "false warnings", "true findings", "covers 95 %"
    double low = 0, high = 1;  ///< the rates that are allowed; equal: a nominal rate
    std::int64_t hits = 0, trials = 0, refused = 0;  ///< refused: the rule or the bar gave no answer; not a trial

    void add(bool hit) { hits += hit, ++trials; }
    double rate() const { return trials > 0 ? static_cast<double>(hits) / static_cast<double>(trials) : 0; }
};

/// The exact 95 % interval of a rate.
struct RateInterval {
    double low = 0, high = 1;
};
RateInterval interval_of(std::int64_t hits, std::int64_t trials);

/// True where the interval meets what is allowed.
bool within(const RateRow& row);

/// How often a cell draws.
struct RateTrials {
    std::int64_t count = 200;
    /// `count` seeds that no other purpose shares.
    std::vector<Seed> seeds(const std::string& purpose) const;
};

/// Counts how often value +- t error holds the truth at 68 and at 95 %, t as reports take it (Student, `degrees`).
class CoverageCount {
  public:
    CoverageCount(const std::string& data, int degrees);
    void add(const Estimate& estimate, double truth);
    std::vector<RateRow> rows() const { return {at_68_, at_95_}; }

  private:
    double t_68_, t_95_;
    RateRow at_68_, at_95_;
};

/// The cells of one rule or of one kind of error bar.
struct RateSuite {
    std::string rule;
    std::vector<RateRow> (*run)(const RateTrials&);
    std::string shares{};  ///< what suites that keep the same drawn data call it: run in one process they draw it once
};

}  // namespace blackbody

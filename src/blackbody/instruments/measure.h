#pragma once
/// The runner: observables x sites -> measurements, every number with its error bar and its nulls.
///
/// Sampled quantities: the samples are taken in one seeded order and dealt to 16 blocks; the error is the
/// delete-one-block jackknife over merged accumulators (Efron and Stein 1981), the square root of (B-1)/B Σ_b (v_(-b) -
/// mean)². Blocks are keyed by position in that order, never by batch: batch size and threads change last bits only.
/// Nulls: each control is drawn 19 times on a small fixed set of samples, the value on those samples beside it.
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "blackbody/base/observable.h"
#include "blackbody/util/watcher.h"

namespace blackbody {

struct MeasureOptions {
    InstrumentOptions instrument{};
    std::vector<std::string> layers{};  ///< globs on site names; empty = all
    std::int64_t batch = 32;            ///< samples a batch after the first
    std::int64_t blocks = 16;
    std::int64_t fixed_samples = 128;  ///< of the first batch, on which Gram matrices are taken
    std::int64_t null_draws = 19;      ///< 0 = no nulls
    std::int64_t null_samples = 32;
    double budget_seconds = 0;  ///< 0 = no limit; else samples, draws and weights are left out in time, and it is said
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();  ///< what the budget counts from
    /// Told "states", "nulls" or "weights" and how much of the whole run is done; asked often whether to end.
    Watcher watcher{};
    std::function<void(double seconds)> expect = {};  ///< told once, early, about how long the run will take
};

struct Measured {
    std::vector<Measurement> measurements;
    std::vector<Skip> skipped;
    std::int64_t samples_used = 0;
    std::string no_state{};            ///< why no state was measured though data were given; "" where one was
    std::vector<std::string> notes{};  ///< "stopped after 640 of 10000 samples: the budget of 60 s was used up"
};

/// All registered observables.
std::vector<const Observable*> default_instruments();

/// Those named, by observable or by family, without those in `skip`. Throws Error(usage) with a suggestion for an
/// unknown name.
std::vector<const Observable*> choose_instruments(const std::vector<std::string>& only,
                                                  const std::vector<std::string>& skip);

/// Measures. `input` may be null: then only the weights are measured, and the rest is skipped with the reason.
/// Order of the result: by depth of the site; at one site states before weights, each by family and name.
Measured measure(const System& system, const Source* input, const std::vector<const Observable*>& instruments,
                 const MeasureOptions& options = {});

}  // namespace blackbody

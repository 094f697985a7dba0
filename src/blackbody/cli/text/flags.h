#pragma once
/// Groups of flags that several commands share.
#include <CLI/CLI.hpp>

#include "blackbody/cli/text/options.h"

namespace blackbody {

/// The most that commands take: far beyond what anybody runs, and far below what overflows.
inline constexpr double most_samples = 1e12, most_steps = 1e9, most_chains = 1e7, most_temperatures = 1e7,
                        most_number = 1e6, most_threads = 1024, most_draws = 10000, most_potts_states = 255;

void add_data_flags(CLI::App& app, Options& options);    ///< --data, --split, --labels, --classes, --preprocess, ...
void add_choice_flags(CLI::App& app, Options& options);  ///< --only, --skip, --layers, --convention, --nulls
void add_run_flags(CLI::App& app, Options& options);  ///< --seed, --threads, --device, --budget, --max-memory, -q, -v
void add_output_flags(CLI::App& app, Options& options);   ///< -o, --json, --csv
void add_machine_flags(CLI::App& app, Options& options);  ///< --keys, --units, --potts-states, --picture
void add_state_flags(CLI::App& app, Options& options);    ///< --binarise, --threshold, --weights
void add_gate_flags(CLI::App& app, Options& options);     ///< --baseline, --fail-on, --reference, --tolerance

void add_limit_flag(CLI::App& app, Options& options);      ///< --limit
void add_training_flags(CLI::App& app, Options& options);  ///< --seed, --threads, -q of what learns

/// "60s", "5m", "1.5h" or plain seconds. Throws CLI::ValidationError.
double parse_duration(const std::string& text);

/// "800M", "2G", "1048576" bytes. Throws CLI::ValidationError.
std::int64_t parse_bytes(const std::string& text);

}  // namespace blackbody

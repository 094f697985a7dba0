#pragma once
/// Where results go: terminal, JSON, CSV, HTML, and the gates that read them.
#include "blackbody/base/results.h"
#include "blackbody/cli/text/options.h"

namespace blackbody {

/// Before a long run: throws Error(output) if a file that was asked for could not be written, Error(usage) if two
/// results want standard output, or if a gate cannot be parsed or has no baseline.
void check_outputs(const Options& options);

/// Writes everything that was asked for; the summary goes to standard output unless a result does.
void write_outputs(const Results& results, const Options& options, Console& console);

/// The same without the summary: a command that says its own writes only files, or what takes standard output.
void write_files(const Results& results, const Options& options, Console& console);

/// Whether anything is written at all, and whether one of it goes to standard output in place of words.
bool has_outputs(const Options& options);
bool takes_standard_output(const Options& options);

/// Before a long run: throws OptionError where --save names no .safetensors, Error(output) if it could not be written.
void check_saved_as_safetensors(const std::string& path);

/// Checks the --fail-on rules, one line each on console.err. Returns 0, or 1 if one fired.
int check_gates(const Results& results, const Options& options, Console& console);

}  // namespace blackbody

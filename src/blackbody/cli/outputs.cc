#include "blackbody/cli/outputs.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "blackbody/cli/text/gate.h"
#include "blackbody/instruments/report/csv.h"
#include "blackbody/instruments/report/html.h"
#include "blackbody/instruments/report/json.h"
#include "blackbody/instruments/report/terminal.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

void check_writable(const std::string& path) {
    if (path.empty() || path == "-") return;
    const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
    const bool exists = std::filesystem::exists(path);
    std::string why;
    if (std::filesystem::is_directory(path)) why = "it is a folder";
    else if (!exists && !std::filesystem::is_directory(folder)) why = "the folder does not exist";
    else if (access(exists ? path.c_str() : folder.c_str(), W_OK) != 0) why = "permission denied";
    if (!why.empty())
        throw Error(ErrorKind::output,
                    {.file = path, .place = "cannot be written", .found = why, .advice = "choose another place"});
}

Results read_baseline(const std::string& path) {
    std::ifstream in(path);
    if (!in)
        throw Error(
            ErrorKind::usage,
            {.file = path, .place = "the baseline cannot be opened", .advice = "give a file that --json wrote"});
    return read_json(in, path);
}

/// To a file, whole or not at all, or to standard output.
void write_to(const std::string& path, Console& console, const std::function<void(std::ostream&)>& write) {
    if (path.empty()) return;
    if (path == "-") write(console.out);
    else write_file(path, write);
}

}  // namespace

void check_outputs(const Options& options) {
    for (const std::string& path : {options.html, options.json, options.csv}) check_writable(path);
    if ((options.json == "-") + (options.csv == "-") + (options.html == "-") > 1)
        throw Error(ErrorKind::usage, "standard output (-) can take one result, and two were sent there");
    if (!options.baseline.empty()) read_baseline(options.baseline);
    for (const std::string& rule : options.fail_on)
        if (parse_gate(rule).compares() && options.baseline.empty())
            throw Error(ErrorKind::usage, "--fail-on '" + escape_control(rule) +
                                              "' compares with an earlier run; give it with --baseline FILE");
}

bool has_outputs(const Options& options) {
    return !(options.json.empty() && options.csv.empty() && options.html.empty());
}

bool takes_standard_output(const Options& options) {
    return options.json == "-" || options.csv == "-" || options.html == "-";
}

void check_saved_as_safetensors(const std::string& path) {
    if (!path.ends_with(".safetensors"))
        throw OptionError("save", "expected a name that ends in .safetensors, found '" + escape_control(path) + "'");
    check_writable(path);
}

void write_files(const Results& results, const Options& options, Console& console) {
    write_to(options.json, console, [&](std::ostream& out) { write_json(out, results); });
    write_to(options.csv, console, [&](std::ostream& out) { write_csv(out, results); });
    write_to(options.html, console, [&](std::ostream& out) { write_html(out, results); });
}

void write_outputs(const Results& results, const Options& options, Console& console) {
    write_files(results, options, console);
    const bool taken = takes_standard_output(options);
    if (!taken && !options.quiet)
        write_terminal(console.out, results, {.width = console.width, .color = console.color, .all = options.verbose});
    if (!options.html.empty() && options.html != "-" && !options.quiet)
        (taken ? console.err : console.out) << "\nReport: " << escape_control(options.html) << "\n";
}

int check_gates(const Results& results, const Options& options, Console& console) {
    std::optional<Results> baseline;
    if (!options.baseline.empty()) baseline = read_baseline(options.baseline);
    int code = 0;
    for (const std::string& rule : options.fail_on) {
        const GateOutcome outcome = check_gate(parse_gate(rule), results, baseline ? &*baseline : nullptr);
        if (outcome.fired) code = 1;
        if (outcome.fired || !options.quiet)
            console.err << (outcome.fired ? "gate FAILED: " : "gate ok: ") << outcome.sentence << "\n";
    }
    return code;
}

}  // namespace blackbody

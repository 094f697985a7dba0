#include "blackbody/cli/text/flags.h"

#include <charconv>

#include "blackbody/cli/text/numbers.h"

namespace blackbody {
namespace {

/// A positive number with one of the given suffixes.
double scaled(const std::string& text, const std::vector<std::pair<char, double>>& suffixes,
              const std::string& example) {
    double value = -1;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    double factor = at == end ? 1 : 0;
    for (const auto& [suffix, scale] : suffixes)
        if (at + 1 == end && *at == suffix) factor = scale;
    if (error != std::errc{} || !above(0, 0x1p60).holds(value * factor))
        throw CLI::ValidationError("expected " + example + ", found '" + text + "'");
    return value * factor;
}

/// Complains of the flag that the text belongs to.
template <typename Number>
CLI::Validator read_by(Number (*parse)(const std::string&)) {
    return {[parse](const std::string& text) -> std::string {
                try {
                    parse(text);
                    return "";
                } catch (const CLI::ValidationError& error) {
                    return error.what();
                }
            },
            ""};
}

}  // namespace

void add_limit_flag(CLI::App& app, Options& o) {
    app.add_option("--limit", o.limit, "at most so many samples")
        ->type_name("N")
        ->check(in(whole(1, most_samples)))
        ->group("Data");
}

void add_training_flags(CLI::App& app, Options& o) {
    const std::string group = "How it runs";
    app.add_option("--seed", o.seed, "of every random number (0)")->type_name("N")->check(seed_number())->group(group);
    app.add_option("--threads", o.threads, "default: all cores")
        ->type_name("N")
        ->check(in(whole(1, most_threads)))
        ->group(group);
    app.add_flag("-q,--quiet", o.quiet, "no progress")->group(group);
}

double parse_duration(const std::string& text) {
    return scaled(text, {{'s', 1}, {'m', 60}, {'h', 3600}}, "a time such as 60s or 5m");
}

std::int64_t parse_bytes(const std::string& text) {
    return static_cast<std::int64_t>(
        scaled(text, {{'K', 0x1p10}, {'M', 0x1p20}, {'G', 0x1p30}}, "a size such as 800M or 2G"));
}

void add_data_flags(CLI::App& app, Options& o) {
    const std::string group = "Data";
    app.add_option("--data", o.data, "npy, npz, IDX, csv, folders of images or files; noise")
        ->type_name("DATA")
        ->group(group);
    app.add_option("--split", o.split, "which of several in the folder: test, train, ...")
        ->type_name("NAME")
        ->group(group);
    app.add_option("--labels", o.labels, "class numbers or names, if not beside the data; none")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--classes", o.classes, "class names, one a line")->type_name("FILE")->group(group);
    app.add_option("--preprocess", o.preprocess, "imagenet, unit, signed, bgr255, raw, ...; auto (auto)")
        ->check(CLI::IsMember({"imagenet", "cifar10", "unit", "signed", "bgr255", "caffe", "raw", "auto"}))
        ->type_name("NAME")
        ->group(group);
    app.add_option("--mean", o.mean, "subtracted, one number or one a channel")
        ->type_name("X,..")
        ->delimiter(',')
        ->check(in(from(-1e6, 1e6)))
        ->group(group);
    app.add_option("--std", o.std, "divided by, after --mean")
        ->type_name("X,..")
        ->delimiter(',')
        ->check(in(above(0, 1e6)))
        ->group(group);
    app.add_option("--size", o.size, "images are resized to this")->type_name("HxW")->group(group);
    app.add_option("--channels", o.channels, "channel order that the network expects")
        ->check(CLI::IsMember({"rgb", "bgr"}))
        ->type_name("rgb|bgr")
        ->group(group);
    app.add_option("--limit", o.limit, "at most so many samples")
        ->type_name("N")
        ->check(in(whole(1, most_samples)))
        ->group(group);
}

void add_choice_flags(CLI::App& app, Options& o) {
    const std::string group = "What is measured";
    app.add_option("--only", o.only, "instruments or families (`blackbody list`)")
        ->type_name("NAME,..")
        ->delimiter(',')
        ->group(group);
    app.add_option("--skip", o.skip, "leave these out")->type_name("NAME,..")->delimiter(',')->group(group);
    app.add_option("--layers", o.layers, "only sites whose name matches")
        ->type_name("GLOB,..")
        ->delimiter(',')
        ->group(group);
    app.add_option("--scores", o.scores, "which output holds the class scores, of several")
        ->type_name("OUTPUT")
        ->group(group);
    app.add_option("--convention", o.convention, "of weight spectra: blackbody, weightwatcher")
        ->check(CLI::IsMember({"blackbody", "weightwatcher"}))
        ->type_name("NAME")
        ->group(group);
    app.add_option("--nulls", o.null_draws, "draws of each null, 0 for none (19)")
        ->type_name("N")
        ->check(in(whole(0, most_draws)))
        ->group(group);
}

void add_run_flags(CLI::App& app, Options& o) {
    const std::string group = "How it runs";
    app.add_option("--seed", o.seed, "of every random number (0)")->type_name("N")->check(seed_number())->group(group);
    app.add_option("--threads", o.threads, "default: all cores")
        ->type_name("N")
        ->check(in(whole(1, most_threads)))
        ->group(group);
    app.add_option("--device", o.device, "cpu, cuda, cuda:1 (cpu)")->type_name("NAME")->group(group);
    app.add_option_function<std::string>(
           "--budget", [&o](const std::string& text) { o.budget_seconds = parse_duration(text); },
           "leave out what takes longer, and say so: 60s, 5m")
        ->type_name("TIME")
        ->check(read_by(parse_duration))
        ->group(group);
    app.add_option_function<std::string>(
           "--max-memory", [&o](const std::string& text) { o.max_memory = parse_bytes(text); },
           "choose batches to stay below: 800M, 2G")
        ->type_name("SIZE")
        ->check(read_by(parse_bytes))
        ->group(group);
    app.add_flag("-q,--quiet", o.quiet, "no summary, no progress")->group(group);
    app.add_flag("-v,--verbose", o.verbose, "every number of every site")->group(group);
}

void add_output_flags(CLI::App& app, Options& o) {
    const std::string group = "Results";
    app.add_option("-o,--output", o.html, "the report, one HTML file")->type_name("FILE")->group(group);
    app.add_option("--json", o.json, "all results as JSON, - for standard output")->type_name("FILE")->group(group);
    app.add_option("--csv", o.csv, "all numbers as a table, - for standard output")->type_name("FILE")->group(group);
}

void add_machine_flags(CLI::App& app, Options& o) {
    const std::string group = "Boltzmann machine from arrays";
    app.add_option("--keys", o.machine.keys, "names of its arrays (W,a,b); W.T: transposed, -: none")
        ->type_name("W,A,B")
        ->delimiter(',')
        ->group(group);
    app.add_option("--units", o.machine.units, "bernoulli, spin, potts, gaussian, relu, drelu; or two")
        ->type_name("NAME,..")
        ->delimiter(',')
        ->group(group);
    app.add_option("--potts-states", o.machine.potts_states, "states of a potts unit, if the file does not say")
        ->type_name("Q")
        ->check(in(whole(2, most_potts_states)))
        ->group(group);
    app.add_option("--picture", o.machine.picture, "visible units are pixels: 28x28, or 28x28,columns")
        ->type_name("HxW")
        ->group(group);
}

void add_state_flags(CLI::App& app, Options& o) {
    const std::string group = "Data as states of a machine";
    app.add_option("--binarise", o.machine.binarise, "grey to 0 and 1: threshold, sample (by chance)")
        ->check(CLI::IsMember({"threshold", "sample"}))
        ->type_name("HOW")
        ->group(group);
    app.add_option("--threshold", o.machine.threshold, "of grey values, black 0 to white 1 (0.5)")
        ->type_name("X")
        ->check(in(from(-1e9, 1e9)))
        ->group(group);
    app.add_option("--weights", o.machine.weights, "of samples, one number each")->type_name("FILE")->group(group);
}

void add_gate_flags(CLI::App& app, Options& o) {
    const std::string group = "Gates (exit 1 if one fails)";
    app.add_option("--fail-on", o.fail_on, "e.g. 'energy.accuracy < 0.8' (`explain gates`)")
        ->type_name("RULE")
        ->group(group);
    app.add_option("--baseline", o.baseline, "an earlier --json file that rules compare with")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--reference", o.reference, "stored outputs (npy, npz): show the largest difference")
        ->type_name("FILE")
        ->group(group);
    app.add_option("--tolerance", o.tolerance, "of --reference (1e-4; half precision: 16 of its steps)")
        ->type_name("X")
        ->check(in(from(0, 1e9)))
        ->group(group);
}

}  // namespace blackbody

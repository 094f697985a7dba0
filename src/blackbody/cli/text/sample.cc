#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/cli/text/numbers.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

void flags_of_sample(CLI::App& app, Options& o) {
    app.add_option("model", o.model, "a Boltzmann machine: safetensors or npz")->type_name("MACHINE")->required();
    add_machine_flags(app, o);
    const std::string group = "Chains";
    SampleFlags& s = o.sample;
    app.add_option("--chains", s.chains, "independent chains (64; with --data as many as samples)")
        ->type_name("N")
        ->check(in(whole(1, most_chains)))
        ->group(group);
    app.add_option("--steps", s.steps, "before the first look (1000)")
        ->type_name("K")
        ->check(in(whole(0, most_steps)))
        ->group(group);
    app.add_option("--looks", s.looks, "how often states are kept (1)")
        ->type_name("N")
        ->check(in(whole(1, 1e6)))
        ->group(group);
    app.add_option("--thin", s.thin, "steps between two looks (100)")
        ->type_name("K")
        ->check(in(whole(1, most_steps)))
        ->group(group);
    app.add_option("--beta", s.beta, "inverse temperature (1)")
        ->type_name("X")
        ->check(in(from(0, most_number)))
        ->group(group);
    app.add_option("--data", o.data, "where chains start; else units without a field")->type_name("DATA")->group(group);
    app.add_option("--split", o.split, "which of several in the folder")->type_name("NAME")->group(group);
    app.add_option("--clamp", s.clamp, "a CSV line: values held fixed, nan where a unit is free")
        ->type_name("FILE")
        ->group(group);
    app.add_flag("--means", s.means, "means given the hidden states, not states")->group(group);
    add_state_flags(app, o);
    app.add_option("--seed", o.seed, "of every random number (0)")
        ->type_name("N")
        ->check(seed_number())
        ->group("How it runs");
    app.add_option("--threads", o.threads, "default: all cores")
        ->type_name("N")
        ->check(in(whole(1, most_threads)))
        ->group("How it runs");
    app.add_flag("-q,--quiet", o.quiet, "no summary, no progress")->group("How it runs");
    app.add_option("-o,--output", s.output, "states as .npy or .csv, pictures as .png")
        ->type_name("FILE")
        ->required()
        ->group("Results");
}

const Command sample_command{.name = "sample",
                             .order = 7,
                             .summary = "draw states from a Boltzmann machine",
                             .detail =
                                 "Examples:\n"
                                 "  blackbody sample rbm.safetensors -o digits.png --chains 100 --steps 5000\n"
                                 "  blackbody sample rbm.safetensors --data test.npz -o after.npy --looks 10\n"
                                 "  blackbody sample rbm.safetensors --clamp upper_half.csv -o rest.png --means\n",
                             .flags = flags_of_sample};
const Registered<Command> sample_entry{sample_command};

}  // namespace
}  // namespace blackbody

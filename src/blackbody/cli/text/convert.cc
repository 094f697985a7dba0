/// convert: the words and flags.
#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

void flags_of_convert(CLI::App& app, Options& o) {
    app.add_option("model", o.model, "a network, ONNX; without: the specimen")->type_name("MODEL");
    app.add_option("--to", o.to, "what it becomes: wave (wave)")->type_name("KIND")->check(CLI::IsMember({"wave"}));
    add_data_flags(app, o);
    add_run_flags(app, o);
    app.add_option("-o,--output", o.html, "the report, one HTML file")->type_name("FILE")->group("Results");
    app.add_option("--json", o.json, "the numbers, - for standard output")->type_name("FILE")->group("Results");
    app.add_option("--csv", o.csv, "the same as a table, - for standard output")->type_name("FILE")->group("Results");
}

const Command convert_command{.name = "convert",
                              .order = 5,
                              .summary = "a network as a wave system: what is equal, what is not",
                              .detail =
                                  "Linear nodes act on waves as they stand. Rectifiers, max pooling and batch\n"
                                  "normalisation become what the theory reads in them (detection, intensity,\n"
                                  "norm 1), each alone and then together. 500 samples unless --limit says more.\n\n"
                                  "Examples:\n"
                                  "  blackbody convert                                the bundled specimen\n"
                                  "  blackbody convert model.onnx --to wave --data images/\n",
                              .flags = flags_of_convert};
const Registered<Command> convert_entry{convert_command};

}  // namespace
}  // namespace blackbody

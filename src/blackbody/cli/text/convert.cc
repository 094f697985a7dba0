/// convert: the words and flags.
#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/field_flags.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

void flags_of_convert(CLI::App& app, Options& o) {
    app.add_option("model", o.model, "a network, ONNX; without: the specimen")->type_name("MODEL");
    app.add_option("--to", o.to, "what it becomes: wave (wave)")
        ->type_name("KIND")
        ->check(one_of({.key = "to", .words = {"wave"}}));
    add_fields<DataFlags>(app, o);
    add_fields<RunFlags>(app, o);
    add_some<OutputFlags>(app, o,
                          {{"output"},
                           {"json", "the numbers, - for standard output"},
                           {"csv", "the same as a table, - for standard output"}});
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

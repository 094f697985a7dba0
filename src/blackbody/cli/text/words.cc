/// list and explain: what every instrument, claim and null says of itself.
#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/describe.h"
#include "blackbody/cli/text/gate.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

int run_list(const Options&, Console& console) {
    print_list(console.out);
    return 0;
}

int run_explain(const Options& options, Console& console) {
    if (options.name == "gates") console.out << gate_help();
    else print_explain(console.out, options.name);
    return 0;
}

const Command list_command{.name = "list", .order = 4, .summary = "every instrument, claim and null", .run = run_list};
const Registered<Command> list_entry{list_command};

void no_flags(CLI::App&, Options&) {}

const Command list_layers_command{.name = "list layers",
                                  .order = 4,
                                  .summary = "every kind of layer that a network is built from",
                                  .flags = no_flags};
const Registered<Command> list_layers_entry{list_layers_command};

const Command explain_command{.name = "explain",
                              .order = 5,
                              .summary = "formula, reference, traps of one of them",
                              .detail =
                                  "Examples:\n  blackbody explain excitation\n  blackbody explain entropy\n  blackbody "
                                  "explain dead neurons\n  blackbody explain gates\n",
                              .flags =
                                  [](CLI::App& app, Options& o) {
                                      app.add_option_function<std::vector<std::string>>(
                                             "name",
                                             [&o](const std::vector<std::string>& words) { o.name = join(words, " "); },
                                             "of `blackbody list`, gates, or words: dead neurons")
                                          ->required()
                                          ->expected(-1)
                                          ->type_name("NAME");
                                  },
                              .run = run_explain};
const Registered<Command> explain_entry{explain_command};

}  // namespace
}  // namespace blackbody

/// convert: a network in, the table of what is equal in a wave system out.
#include <fmt/format.h>

#include "blackbody/bridges/conversion_results.h"
#include "blackbody/cli/heavy.h"
#include "blackbody/cli/outputs.h"
#include "blackbody/cli/progress.h"
#include "blackbody/cli/session.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double equal = 1e-6;  ///< float32 rounding of a linear map

std::string percent(const std::optional<Estimate>& estimate) {
    return estimate ? with_error(100 * estimate->value, 100 * estimate->error.std_error()) + " %" : "-";
}

/// The end of a name that is too long: there it says which node it is.
std::string at_most(const std::string& name, std::size_t width) {
    return name.size() <= width ? name : ".." + name.substr(name.size() - width + 2);
}

void print(const Conversion& conversion, Console& console) {
    console.out << fmt::format("  {:<26} {:<18} {:<11} {:>9} {:>9}\n", "node", "operator", "as a wave", "alone",
                               "carried");
    for (const NodeConversion& node : conversion.nodes) {
        const std::string wave =
            node.counterpart.empty() ? (node.alone < equal ? "equal" : "linear") : node.counterpart;
        console.out << fmt::format("  {:<26} {:<18} {:<11} {:>9} {:>9}\n", at_most(escape_control(node.node), 26),
                                   node.op, wave, node.counterpart == "none" ? "-" : short_number(node.alone, 3),
                                   node.has_carried ? short_number(node.carried, 3) : "-");
    }
    console.out << fmt::format("\n  {:<30} {:>15} {:>15} {:>15}\n", "converted", "as the network", "accuracy",
                               "read by |ψ|²");
    console.out << fmt::format("  {:<30} {:>15} {:>15} {:>15}\n", "nothing: the network itself", "",
                               percent(conversion.accuracy), "");
    for (const VariantScore& variant : conversion.variants)
        console.out << fmt::format("  {:<30} {:>15} {:>15} {:>15}\n",
                                   variant.name == "none" ? "linear nodes" : variant.name, percent(variant.agreement),
                                   percent(variant.accuracy), percent(variant.by_born));
    console.out << "\n  alone: |y' - y| / |y| on the network's own input of the node; carried: of the last line's\n"
                   "  system, with all before it converted. "
                << with_commas(conversion.samples) << " samples.\n";
}

int run_convert(const Options& given, Console& console) {
    Options options = given;
    if (!options.samples.limit) options.samples.limit = 500;
    check_outputs(options);
    apply_threads(options);
    const InterruptGuard guard;
    const std::unique_ptr<System> system = open_system(options);
    const auto* network = dynamic_cast<const Network*>(system.get());
    if (network == nullptr)
        throw Error(ErrorKind::model, Complaint{.file = options.model,
                                                .expected = "a network as ONNX",
                                                .found = "another kind of system",
                                                .advice = "a network of layers is written as ONNX beside its file"});
    const OpenedSource data = open_data(options, *system);
    if (!data.source) throw Error(ErrorKind::usage, "convert: --data is missing: what is equal is measured on samples");

    ProgressBar bar(console, options.quiet);
    const Conversion conversion =
        convert(*network, *data.source, usual_variants(network->graph()), {.watcher = watcher_of(bar)});
    bar.clear();
    if (!takes_standard_output(options) && !options.quiet) {
        print(conversion, console);
        if (!options.html.empty()) console.out << "\nReport: " << escape_control(options.html) << "\n";
    }
    write_files(results_of(conversion, network->card(), data.card, run_info(options, "float32")), options, console);
    return 0;
}

const HeavyCommand convert_command{"convert", run_convert};
const Registered<HeavyCommand> convert_entry{convert_command};

}  // namespace
}  // namespace blackbody

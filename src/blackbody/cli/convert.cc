/// convert: a network in, the table of what is equal in a wave system out.
#include <fmt/format.h>

#include <cmath>

#include "blackbody/bridges/conversion.h"
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

/// Bars named one by one: each a row of the table behind them.
Curve bars(const std::string& name, const std::string& label, const std::vector<std::string>& names,
           std::vector<CurveSeries> series) {
    Curve curve{.name = name, .label = label, .kind = Curve::Kind::bars, .x = {"", "", {}}, .y = {name, "", {}}};
    for (std::size_t i = 0; i < names.size(); ++i) {
        curve.x.values.push_back(static_cast<double>(i));
        curve.marks.push_back({names[i], static_cast<double>(i)});
    }
    curve.series = std::move(series);
    return curve;
}

std::string site_of(const NodeConversion& node) {
    return node.node + (node.counterpart.empty() ? "" : " as " + node.counterpart);
}

/// The tables that are printed, as plots.
Measurement tables_of(const Conversion& conversion) {
    std::vector<std::string> nodes, variants;
    CurveSeries alone{"alone", {}}, carried{"carried", {}}, same{"as the network", {}}, right{"accuracy", {}},
        by_born{"read by |ψ|²", {}};
    for (const NodeConversion& node : conversion.nodes) {
        nodes.push_back(site_of(node));
        alone.values.push_back(node.counterpart == "none" ? std::nan("") : node.alone);
        carried.values.push_back(node.has_carried ? node.carried : std::nan(""));
    }
    const auto add = [](CurveSeries& to, const std::optional<Estimate>& estimate) {
        to.values.push_back(estimate ? estimate->value : std::nan(""));
        to.errors.push_back(estimate && estimate->error.is_number() ? estimate->error.std_error() : std::nan(""));
    };
    for (const VariantScore& variant : conversion.variants) {
        variants.push_back(variant.name == "none" ? "linear nodes" : variant.name);
        add(same, variant.agreement), add(right, variant.accuracy), add(by_born, variant.by_born);
    }
    Measurement all{.observable = "conversion", .site = "network", .estimates = {}};
    all.curves = {bars("share of samples", "by what is converted: classed as the network does, and as labelled",
                       variants, {same, right, by_born}),
                  bars("relative difference",
                       "of each node from its counterpart: alone on the network's own input, and carried through "
                       "all that is converted before it",
                       nodes, {alone, carried})};
    return all;
}

/// Everything as measurements: the whole, and a site a node.
Results results_of(const Conversion& conversion, const Network& network, const OpenedSource& data,
                   const Options& options) {
    Results results{.run = run_info(options, "float32"), .system = network.card(), .data = data.card};
    results.sites.push_back({.name = "network", .op = "whole"});
    results.measurements.push_back(tables_of(conversion));
    int depth = 0;
    for (const NodeConversion& node : conversion.nodes) {
        const std::string site = site_of(node);
        results.sites.push_back({.name = site, .op = node.op, .depth = depth++});
        Measurement measurement{.observable = "conversion", .site = site, .estimates = {}};
        const auto exact = Uncertainty::none("a property of these samples");
        measurement.estimates.push_back({"alone", node.alone, exact, conversion.samples, {}});
        if (node.has_carried) measurement.estimates.push_back({"carried", node.carried, exact, conversion.samples, {}});
        results.measurements.push_back(std::move(measurement));
    }
    for (const VariantScore& variant : conversion.variants) {
        results.sites.push_back({.name = variant.name, .op = "whole", .depth = depth});
        Measurement measurement{.observable = "conversion", .site = variant.name, .estimates = {variant.agreement}};
        if (variant.accuracy) measurement.estimates.push_back(*variant.accuracy);
        if (variant.by_born) measurement.estimates.push_back(*variant.by_born);
        results.measurements.push_back(std::move(measurement));
    }
    return results;
}

int run_convert(const Options& given, Console& console) {
    Options options = given;
    if (options.limit == 0) options.limit = 500;
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
        convert(*network, *data.source, usual_variants(network->graph()), {.go_on = [&](double done) {
            bar.show("converting", done);
            return !InterruptGuard::requested();
        }});
    bar.clear();
    const bool is_taken = options.json == "-" || options.csv == "-" || options.html == "-";
    if (!is_taken && !options.quiet) print(conversion, console);
    if (!is_taken && !options.quiet && !options.html.empty())
        console.out << "\nReport: " << escape_control(options.html) << "\n";
    options.quiet = true;
    write_outputs(results_of(conversion, *network, data, options), options, console);
    return 0;
}

const HeavyCommand convert_command{"convert", run_convert};
const Registered<HeavyCommand> convert_entry{convert_command};

}  // namespace
}  // namespace blackbody

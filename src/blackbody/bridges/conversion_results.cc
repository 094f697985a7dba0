#include "blackbody/bridges/conversion_results.h"

#include <cmath>

namespace blackbody {
namespace {

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

}  // namespace

Results results_of(const Conversion& conversion, const Card& system, const DataCard& data, const RunInfo& info) {
    Results results{.run = info, .system = system, .data = data};
    results.sites.push_back({.name = "network", .op = "whole"});
    results.measurements.push_back(tables_of(conversion));
    int depth = 0;
    for (const NodeConversion& node : conversion.nodes) {
        const std::string site = site_of(node);
        results.sites.push_back({.name = site, .op = node.op, .depth = depth++});
        Measurement measurement{.observable = "conversion", .site = site, .estimates = {}};
        const auto no_error = Uncertainty::none("a property of these samples");
        measurement.estimates.push_back({"alone", node.alone, no_error, conversion.samples, {}});
        if (node.has_carried)
            measurement.estimates.push_back({"carried", node.carried, no_error, conversion.samples, {}});
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

}  // namespace blackbody

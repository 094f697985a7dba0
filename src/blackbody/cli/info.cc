/// info MODEL: structure, parameters, cost. No data, nothing is run.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/session.h"
#include "blackbody/instruments/report/terminal_text.h"
#include "blackbody/util/amount.h"
#include "blackbody/util/file.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::string in_brackets(const std::vector<std::int64_t>& shape) {
    std::vector<std::string> sizes;
    for (const std::int64_t size : shape) sizes.push_back(std::to_string(size));
    return sizes.empty() ? "" : "[" + join(sizes, ", ") + "]";
}

/// The first `width` columns of a name, the cut marked.
std::string cell(const std::string& text, std::size_t width) {
    std::string shown = escape_control(text);
    if (shown.size() > width) shown = "…" + shown.substr(shown.size() - (width - 1));
    const std::size_t columns = std::min(shown.size(), width);
    return shown + std::string(width - columns + 2, ' ');
}

/// A word in the margin, and what belongs to it beside it, wrapped.
void print_item(Console& console, std::string label, const std::string& text) {
    constexpr std::size_t margin = 10;
    for (const std::string& line : terminal::wrap(text, std::max(console.width - static_cast<int>(margin), 20))) {
        label.resize(margin, ' ');
        console.out << label << line << "\n";
        label.clear();
    }
}

void print_card(const Card& card, Console& console) {
    console.out << escape_control(card.title) << ": " << card.format << "\n";
    print_item(console, "  weights",
               with_commas(card.parameters) + " parameters (" + card.dtype + ", " +
                   amount(static_cast<double>(card.parameter_bytes), "B") + ")");
    if (card.multiply_adds)
        print_item(console, "  cost",
                   amount(static_cast<double>(card.multiply_adds)) + " multiply-adds a sample, " +
                       with_commas(card.nodes) + " nodes");
    for (const std::string& input : card.inputs) print_item(console, "  input", escape_control(input));
    for (const std::string& output : card.outputs) print_item(console, "  output", escape_control(output));
    std::vector<std::string> operators;
    for (const auto& [name, count] : card.operators)
        operators.push_back(std::to_string(count) + " " + escape_control(name));
    if (!operators.empty()) print_item(console, "  nodes", join(operators, ", "));
    for (const std::string& note : card.notes) print_item(console, "  note", escape_control(note));
    console.out << "  sha256  " << card.sha256 << "\n";
}

void print_layers(const System& system, std::ostream& out) {
    out << "\n" << cell("layer", 30) << cell("operator", 18) << cell("state", 16) << "weight\n";
    for (const Site& site : system.sites()) {
        if (!site.interaction && site.info.role != Role::residual && site.info.role != Role::nonlinearity) continue;
        out << cell(site.info.name, 30) << cell(site.info.op, 18) << cell(in_brackets(site.info.shape), 16)
            << in_brackets(site.info.weight_shape) << "\n";
    }
}

nlohmann::ordered_json as_json(const System& system) {
    const Card& card = system.card();
    nlohmann::ordered_json json{{"title", card.title},           {"file", card.file},
                                {"sha256", card.sha256},         {"format", card.format},
                                {"producer", card.producer},     {"dtype", card.dtype},
                                {"parameters", card.parameters}, {"parameter_bytes", card.parameter_bytes},
                                {"nodes", card.nodes},           {"multiply_adds", card.multiply_adds},
                                {"operators", card.operators},   {"inputs", card.inputs},
                                {"outputs", card.outputs},       {"notes", card.notes}};
    for (const Site& site : system.sites())
        json["sites"].push_back({{"name", site.info.name},
                                 {"op", site.info.op},
                                 {"role", to_string(site.info.role)},
                                 {"shape", site.info.shape},
                                 {"depth", site.info.depth},
                                 {"weight", site.info.weight},
                                 {"weight_shape", site.info.weight_shape}});
    return json;
}

int run_info(const Options& options, Console& console) {
    const std::unique_ptr<System> system = open_system(options);
    const std::string json =
        options.json.empty() ? ""
                             : as_json(*system).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    if (options.json == "-") {
        console.out << json;
        return 0;
    }
    if (!options.json.empty()) write_file(options.json, [&](std::ostream& out) { out << json; });
    print_card(system->card(), console);
    if (!options.quiet) print_layers(*system, console.out);
    return 0;
}

const HeavyCommand info_command{"info", run_info};
const Registered<HeavyCommand> info_entry{info_command};

}  // namespace
}  // namespace blackbody

/// info MODEL: structure, parameters, cost. No data, nothing is run.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "blackbody/cli/heavy.h"
#include "blackbody/cli/session.h"
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

void print_card(const Card& card, std::ostream& out) {
    out << card.title << ": " << card.format << "\n";
    out << "  " << with_commas(card.parameters) << " parameters (" << card.dtype << "), " << with_commas(card.nodes)
        << " nodes";
    if (card.multiply_adds) out << ", " << with_commas(card.multiply_adds) << " multiply-adds a sample";
    out << "\n";
    for (const std::string& input : card.inputs) out << "  input   " << escape_control(input) << "\n";
    for (const std::string& output : card.outputs) out << "  output  " << escape_control(output) << "\n";
    std::vector<std::string> operators;
    for (const auto& [name, count] : card.operators)
        operators.push_back(escape_control(name) + " " + std::to_string(count));
    if (!operators.empty()) out << "  " << join(operators, ", ") << "\n";
    for (const std::string& note : card.notes) out << "  note: " << escape_control(note) << "\n";
    out << "  sha256 " << card.sha256 << "\n";
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
    print_card(system->card(), console.out);
    if (!options.quiet) print_layers(*system, console.out);
    return 0;
}

const HeavyCommand info_command{"info", run_info};
const Registered<HeavyCommand> info_entry{info_command};

}  // namespace
}  // namespace blackbody

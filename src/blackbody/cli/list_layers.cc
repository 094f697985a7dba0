/// list layers: every kind of layer that a network can be built from, in its own words.
#include "blackbody/cli/heavy.h"
#include "blackbody/instruments/report/terminal_text.h"
#include "blackbody/systems/layered/layer.h"

namespace blackbody {
namespace {

int run_list_layers(const Options&, Console& console) {
    console.out << "Layers (blackbody train cnn|wave --network 'LAYER, LAYER, ...')\n";
    for (const LayerKind* kind : layer_kinds()) {
        console.out << "  " << kind->info.form << "\n";
        for (const std::string* text : {&kind->info.summary, &kind->info.formula})
            for (const std::string& line : terminal::wrap(*text, 74)) console.out << "      " << line << "\n";
    }
    return 0;
}

const HeavyCommand list_layers{"list layers", run_list_layers};
const Registered<HeavyCommand> entry{list_layers};

}  // namespace
}  // namespace blackbody

#include "blackbody/systems/wave/layers_page.h"

#include "blackbody/systems/wave/layer.h"

namespace blackbody {
namespace {

/// A table cell: no bar may end it, nothing in it is markup.
std::string cell(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("|*_<`\\").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

}  // namespace

std::string layers_page() {
    std::string rows;
    for (const LayerKind* kind : layer_kinds()) {
        const LayerInfo& info = kind->info;
        rows += "| " + cell(info.form) + " | " + cell(info.summary) + " | " + cell(info.formula) + " | " +
                cell(info.reference) + " |\n";
    }
    return "# Layers\n\nPrinted from the records in src/blackbody/systems/wave/layers; do not edit. What `blackbody "
           "train cnn` and `train wave` build networks from (`--network`): layers in order, commas between them. In "
           "capitals what is to be given; in square brackets what may be left out; of words with a bar between them "
           "one, the first where none is said.\n\n"
           "| layer | what it does | formula | reference |\n|---|---|---|---|\n" +
           rows;
}

}  // namespace blackbody

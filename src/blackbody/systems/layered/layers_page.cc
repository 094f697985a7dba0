#include "blackbody/systems/layered/layers_page.h"

#include "blackbody/systems/layered/layer.h"
#include "blackbody/util/text.h"

namespace blackbody {
std::string layers_page() {
    std::string rows;
    for (const LayerKind* kind : layer_kinds()) {
        const LayerInfo& info = kind->info;
        rows += "| " + markdown_cell(info.form) + " | " + markdown_cell(info.summary) + " | " +
                markdown_cell(info.formula) + " | " + markdown_cell(info.reference) + " |\n";
    }
    return "# Layers\n\nPrinted from the records in src/blackbody/systems/layered/layers; do not edit. What `blackbody "
           "train cnn` and `train wave` build networks from: layers in order, commas between them. In "
           "capitals what is to be given; in square brackets what may be left out; of words with a bar between them "
           "one, the first where none is said.\n\n"
           "| layer | what it does | formula | reference |\n|---|---|---|---|\n" +
           rows;
}

}  // namespace blackbody

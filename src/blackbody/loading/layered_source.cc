/// Data for a network of layers: pictures as it learned them, x / 255.
#include "blackbody/loading/class_scores.h"
#include "blackbody/loading/layered.h"
#include "blackbody/loading/open.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

bool is_layered(const System& system) { return dynamic_cast<const LayeredNetwork*>(&system) != nullptr; }

OpenedSource open_layered_source(System& system, const SourceSpec& spec) {
    if (spec.path.empty()) return {};
    const StateShape& in = dynamic_cast<const LayeredNetwork&>(system).plan().input;
    const Port port{.name = "input", .shape = {-1, in.channels, in.size.at(0), in.size.at(1)}, .has_shape = true};
    DataOptions as_learned = spec.data;
    as_learned.class_count = class_count_of(system);
    if (as_learned.preprocess.name == "auto") as_learned.preprocess.name = "unit";
    const Dataset data = load_dataset(spec.path, {port}, as_learned);
    return {std::make_unique<Dataset>(data), data.card()};
}

const SourceFormat format{.name = "layered", .order = 2, .recognises = is_layered, .opens = open_layered_source};
const Registered<SourceFormat> entry(format);

}  // namespace
}  // namespace blackbody

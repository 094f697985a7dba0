#include "blackbody/experiments/experiment.h"

#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {

std::vector<const Experiment*> experiments() {
    return registered<Experiment>([](const Experiment& experiment) { return experiment.name; });
}

const Experiment& find_experiment(const std::string& name) {
    std::vector<std::string> known;
    for (const Experiment* experiment : experiments()) {
        if (experiment->name == name) return *experiment;
        known.push_back(experiment->name);
    }
    throw Error(ErrorKind::usage,
                "no experiment is called '" + escape_control(name) + "'; there are " + join(known, ", "));
}

}  // namespace blackbody

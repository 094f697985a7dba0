#include "blackbody/experiments/experiment.h"

#include "blackbody/util/find_record.h"
#include "blackbody/util/registry.h"

namespace blackbody {

std::vector<const Experiment*> experiments() {
    return registered<Experiment>([](const Experiment& experiment) { return experiment.name; });
}

const Experiment& find_experiment(const std::string& name) { return record_named(name, experiments(), "experiment"); }

}  // namespace blackbody

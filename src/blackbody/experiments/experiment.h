#pragma once
/// An experiment: arms that differ in one thing, each run from the same seeds on the same data; the results of all of
/// them in one, which claims judge. A record in a folder of its own.
///
///     static const Experiment twins{.name = "twins", .arms = {"waves", ...}, .run = run_twins};
///     static const Registered<Experiment> here{twins};
///
/// Cost: arms times seeds trainings.
#include <functional>
#include <string>
#include <vector>

#include "blackbody/base/results.h"
#include "blackbody/experiments/networks/network_learning.h"

namespace blackbody {

/// What an experiment is run on: one network's run, which its arms vary; seeds seed, seed + 1, ... The folder
/// `run.options.save` takes every trained network.
struct ExperimentRequest {
    NetworkRunRequest run;
    RunInfo info;                                               ///< of the results
    std::function<void(const std::string& title, Seed)> arm{};  ///< told before each training
    NetworkWatch watch{};
};

struct Experiment {
    std::string name;               ///< "twins"
    std::string summary;            ///< a sentence
    std::vector<std::string> arms;  ///< "waves", "equal parameters", ...
    /// Throws OptionError where the request lacks what it needs, as the training does otherwise. Trainings that are
    /// finished are taken from their files where the request says so (resume).
    Results (*run)(const ExperimentRequest& request);
};

/// By name. Throws Error(usage) with the known ones.
const Experiment& find_experiment(const std::string& name);
std::vector<const Experiment*> experiments();

}  // namespace blackbody

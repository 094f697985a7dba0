#pragma once
/// What a training of a Boltzmann machine needs, from options to tensors.
///
///     MachineRunRequest request{.options = {.save = "rbm.safetensors"}, .data = "digits.npz"};
///     const MachineRun run = open_machine_run(request);
///     const MachineFile file = learn(run);                 // machine_learning.h
///
/// Shapes: N samples of V visible units.
#include "blackbody/base/fields.h"
#include "blackbody/loading/machine.h"
#include "blackbody/loading/states.h"
#include "blackbody/training/machines/training_plans.h"
#include "blackbody/training/options/machine_run_options.h"

namespace blackbody {

struct MachineRunRequest {
    MachineRunOptions options;  ///< learning.kind says which machine
    std::string data;           ///< states of the visible units
    StateOptions states{};
    Seed seed = 0;
};

struct MachineRun {
    MachineRunRequest request;
    PlanData data;                    ///< as learned: of Gaussian units of mean 0 and variance 1
    MachineTrainingOptions learning;  ///< settled
    at::Tensor mean, scale;           ///< of Gaussian data, double [V]; learned are (v - mean) / scale
    at::Tensor train, held_out;       ///< in the data's own units [N, V]; the second may be undefined
    DataCard card;
};

/// Throws Error(data) where data do not fit, OptionError where an option does not.
MachineRun open_machine_run(const MachineRunRequest& request);

/// Of the request's kind.
std::unique_ptr<TrainingPlan> plan_of(const MachineRun& run);

/// The call, as far as it decides the outcome; data by what they are.
OptionWords words_of(const MachineRun& run);

}  // namespace blackbody

#pragma once
/// States of a Boltzmann machine's own chains, and the files they are kept in.
///
///     const DrawnStates drawn = draw_states(ensemble, {.options = {.steps = 1000}});
///     write_states("fantasies.png", ensemble, drawn.states);
///
/// Shapes: N chains of V visible units, T evaluations of them.
#include <optional>

#include "blackbody/instruments/thermal/options/sample_options.h"
#include "blackbody/loading/states.h"
#include "blackbody/systems/ensembles/ensemble.h"
#include "blackbody/util/watcher.h"

namespace blackbody {

struct SampleRequest {
    SampleOptions options{};
    std::string data;       ///< states that chains start from; "": units at rest
    StateOptions states{};  ///< of the data
    Seed seed = 0;
    Watcher watcher{};
};

struct DrawnStates {
    at::Tensor states;              ///< [T, N, V]
    std::optional<double> r_hat{};  ///< of the steps before the first evaluation
};

/// Throws Error(data) where data or the values held (options.clamp) do not fit the machine.
DrawnStates draw_states(const Ensemble& ensemble, const SampleRequest& request);

/// Before a long run: throws OptionError where the name ends in none of .npy, .csv and .png, or the units are no
/// picture.
void check_states_file(const std::string& path, const Ensemble& ensemble);

/// [T, N, V] as the name says, pictures as one sheet (picture_sheet.h); one evaluation loses its axis. Throws
/// Error(output).
void write_states(const std::string& path, const Ensemble& ensemble, const at::Tensor& states);

}  // namespace blackbody

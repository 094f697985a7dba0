#pragma once
/// A system in equilibrium: ln Z, energy, entropy and heat capacity against temperature, its transition, overlaps, modes.
///
///     std::unique_ptr<LoadedEnsemble> machine = load_ensemble("rbm.npz");
///     States test = load_states_of(*machine, "test.npz", {.binarise = "threshold"});
///     ThermalMeasured measured = measure_thermal(*machine, {.data = {test.values}, .wants_curves = true});
#include "blackbody/instruments/thermal/measure_thermal.h"
#include "blackbody/loading/ensemble.h"
#include "blackbody/loading/machine_source.h"
#include "blackbody/loading/sampling.h"

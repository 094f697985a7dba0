#pragma once
/// Networks and Boltzmann machines that learn, with checkpoints: a run interrupted and resumed ends in the same bytes.
///
///     NetworkRun run = open_network_run({.options = {.network = "small", .save = "cnn.safetensors"}, .data = "train.npz"});
///     NetworkOutcome outcome = learn(run, Film(run));
///     MachineRun machine = open_machine_run({.options = {.save = "rbm.safetensors"}, .data = "digits.npz"});
///     Evaluation worth = evaluate(machine, learn(machine));
#include "blackbody/experiments/machines/machine_results.h"
#include "blackbody/experiments/networks/network_results.h"

#pragma once
/// Several runs that differ in one thing, over seeds, and what tells them apart.
///
///     ExperimentRequest request;
///     request.run = {.options = {.network = "light", .test = "test.npz", .save = "twins"}, .data = "train.npz"};
///     Results results = find_experiment("twins").run(request);
#include "blackbody/experiments/experiment.h"

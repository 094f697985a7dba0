#pragma once
/// What `train cnn` and `train wave` found, in the form that every command writes: scores at the end with what a guess
/// would score, the way there as curves, and the film.
#include "blackbody/base/results.h"
#include "blackbody/cli/network_course.h"

namespace blackbody {

Results results_of(const NetworkRun& run, const Film& film, const NetworkOutcome& outcome, const Options& options);

/// First and last value of every headline quantity of the film, at the first and the last layer that has it. 80
/// columns.
void say_film(const Results& results, std::ostream& out);

}  // namespace blackbody

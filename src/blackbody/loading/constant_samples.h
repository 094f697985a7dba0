#pragma once
/// What an input without a sample axis is fed with: one array for all samples.
#include "blackbody/loading/data_files.h"
#include "blackbody/loading/samples.h"

namespace blackbody {

/// The array as the port has it (a scalar may be stored as [] or [1], anything with an axis of 1 in front), the same
/// for each of `samples` samples; or a row of it for each, [samples, ...]. Throws Error(data) where it does not fit.
std::unique_ptr<Samples> constant_samples(const FoundArray& array, const Port& port, std::int64_t samples);

}  // namespace blackbody

#pragma once
/// What is held out of a training: a share of the samples, or other data.
#include <ATen/core/Tensor.h>

#include <optional>
#include <string>

namespace blackbody {

/// A share from 0 to below 1, or nothing where the words name data. Throws Error(usage) for another number.
std::optional<double> held_out_share(const std::string& words);

/// Which of N samples are held out: this share of them, spread over all (loading/spread.h). bool [N].
at::Tensor is_held_out(std::int64_t samples, double share);

}  // namespace blackbody

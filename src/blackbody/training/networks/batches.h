#pragma once
/// Labelled pictures in memory, and batches of them: shuffled, shifted, mirrored, with a square erased.
///
/// Every random number is keyed by (seed, epoch) or (seed, update, place in the batch): the same batches for any number
/// of threads, and after a stop as without one. One pass over memory, bytes to floating point on the way.
#include <ATen/core/Tensor.h>

#include "blackbody/training/options/network_options.h"

namespace blackbody {

struct Pictures {
    at::Tensor values;  ///< [N, C, Y, X], bytes (a network sees x / 255) or float
    at::Tensor labels;  ///< int64 [N]
    std::int64_t size() const { return values.size(0); }
};

/// Pictures `which` int64 [B] as [B, C, Y, X] in channels-last memory.
at::Tensor augmented(const Pictures& pictures, const at::Tensor& which, const Augmentation& how, at::ScalarType type,
                     Seed seed, std::uint64_t update);

}  // namespace blackbody

#pragma once
/// Labelled pictures as a whole, in memory: what a network learns from.
#include "blackbody/base/card.h"
#include "blackbody/loading/dataset.h"

namespace blackbody {

struct LabelledPictures {
    at::Tensor values;  ///< [N, C, Y, X], bytes as stored, or float
    at::Tensor labels;  ///< int64 [N]
    DataCard card;
};

/// Throws Error(data) where samples are no pictures or have no labels, Error(usage) where the path is missing.
LabelledPictures load_pictures(const std::string& path, const DataOptions& options = {});

}  // namespace blackbody

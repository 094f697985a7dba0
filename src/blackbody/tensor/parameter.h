#pragma once
/// A tensor that belongs to a system: its name, and what training may do with it.
#include <ATen/core/Tensor.h>

#include <string>

namespace blackbody {

struct Parameter {
    std::string name;
    at::Tensor value;
    bool is_learned = true;  ///< false: running statistics, fixed tables
    bool decays = true;      ///< false: biases, scales of normalisations, thresholds
};

}  // namespace blackbody

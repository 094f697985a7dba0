#pragma once
/// Text of the controls, and what those that change weights have in common.
#include "blackbody/base/quantity.h"

namespace blackbody {

const ControlInfo& permuted_kernels_info();
const ControlInfo& permuted_pixels_info();
const ControlInfo& random_kernels_info();
const ControlInfo& flipped_signs_info();
const ControlInfo& amplitude_matched_kernels_info();

}  // namespace blackbody

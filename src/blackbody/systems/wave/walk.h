#pragma once
/// Through layers in order, showing states to whoever looks.
#include "blackbody/systems/wave/layer.h"

namespace blackbody {

at::Tensor walk(const std::vector<std::unique_ptr<NetworkLayer>>& layers, at::Tensor x, const Pass& pass);

}  // namespace blackbody

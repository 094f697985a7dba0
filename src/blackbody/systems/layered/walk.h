#pragma once
/// Through layers in order, showing states to whoever looks.
#include <span>

#include "blackbody/systems/layered/layer.h"

namespace blackbody {

at::Tensor walk(std::span<const std::unique_ptr<NetworkLayer>> layers, at::Tensor x, const Pass& pass);

}  // namespace blackbody

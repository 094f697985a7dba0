#pragma once
/// A mean with the standard error of independent values.
#include <ATen/core/Tensor.h>

#include <string>

#include "blackbody/base/estimate.h"

namespace blackbody {

/// Of values of any shape, n of them: mean ± s / √n. Of one value there is no error: "one `what`".
Estimate mean_of(const std::string& name, const at::Tensor& values, const std::string& what = "sample");

}  // namespace blackbody

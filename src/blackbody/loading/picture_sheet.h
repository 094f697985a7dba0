#pragma once
/// States as one picture: a sheet of small ones.
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace blackbody {

/// values [n, Y, X], low drawn black, high white. Up to a hundred a row as near to a square as may be, one grey pixel
/// between two, enlarged by a whole number to about 600 pixels. Throws Error(output).
void write_sheet(const std::string& path, const at::Tensor& values);

}  // namespace blackbody

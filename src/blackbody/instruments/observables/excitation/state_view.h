#pragma once
/// One state as the kernels see it: N samples of C channels at P places, in whichever of two orders memory has.
///
/// [N, C, Y, X] contiguous is channels_first; the same tensor in PyTorch's channels-last memory, [N, T, U] and [N, U]
/// are channels_last (a unit U is a channel). A complex state is seen as its intensity |ψ|². Other strides, types and
/// devices are copied into one of the two.
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace blackbody {

struct StateView {
    enum class Layout { channels_first, channels_last };  ///< [N][C][P] or [N][P][C]
    at::Tensor keep;                                      ///< owns `data`: float32 on the CPU
    const float* data = nullptr;
    std::int64_t samples = 0, channels = 0, places = 0;
    std::int64_t row = 1;  ///< places in one row of the image (X), so that a subset of places can avoid whole columns
    Layout layout = Layout::channels_last;

    std::int64_t units() const { return channels * places; }
    const float* sample(std::int64_t n) const { return data + n * units(); }
};

/// `axes` has one letter an axis, the sample axis first (docs/conventions.md): "NCYX", "NTU", "NU".
StateView view_of(const at::Tensor& values, const std::string& axes);

}  // namespace blackbody

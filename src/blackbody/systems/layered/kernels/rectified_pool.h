#pragma once
/// Max pooling behind a rectifier, in one pass: relu and the maximum may change places, so that only the pooled state
/// is rectified, and what flows back is written once.
///
/// Shapes: x [N, Y, X, C] real; out [N, Y', X', C] = max(0, max over the window); `which` as out: the number of the
/// place in its window, y · window_x + x, the first in a tie, or -1 where nothing passes. T is float or double.
#include "blackbody/systems/layered/kernels/windows.h"

namespace blackbody {

template <class T>
void rectified_pool(const Windows& windows, const T* x, T* out, T* which);

/// gradient [N, Y, X, C], of x.
template <class T>
void rectified_pool_back(const Windows& windows, const T* g, const T* which, T* gradient);

}  // namespace blackbody

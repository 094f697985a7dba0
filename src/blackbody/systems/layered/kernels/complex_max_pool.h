#pragma once
/// Complex max pooling: each window's wave of the largest intensity, phase included.
///
/// Shapes: x [N, Y, X, C] complex, Re and Im side by side; out the same [N, Y', X', C]; `which` real [N, Y', X', C]. A
/// tie goes to the first in rows, then columns. T is float or double.
#include "blackbody/systems/layered/kernels/windows.h"

namespace blackbody {

/// `which`: the number of the place in its window, y · window_x + x.
template <class T>
void complex_max_pool(const Windows& windows, const T* x, T* out, T* which);

/// gradient [N, Y, X, C]: that of what left, at the places where the intensity was largest, and 0 elsewhere.
template <class T>
void complex_max_pool_back(const Windows& windows, const T* g, const T* which, T* gradient);

}  // namespace blackbody

#pragma once
/// Passes over real planes [R, W] of a wave, channels last: R samples and positions, W = 2C, channel c in columns 2c
/// (Re) and 2c + 1 (Im). T is float or double. Sums are taken in double over parts of fixed size: the same bits for any
/// number of threads.
#include <cstdint>
#include <vector>

namespace blackbody {

template <class T>
struct Planes {
    const T* x = nullptr;  ///< [R, W]
    const T* g = nullptr;  ///< gradient of what left, [R, W]; backward passes only
    T* out = nullptr;      ///< [R, W]
    std::int64_t rows = 0, width = 0;
};

/// out = max(r + b, 0) / r · z with r = |z| and one level b a channel [C].
template <class T>
void modrelu(const Planes<T>& planes, const T* level);
/// out = gradient of z. Returns that of the levels [C]: the sum of (g·z) / r over what is not cut off.
template <class T>
std::vector<double> modrelu_back(const Planes<T>& planes, const T* level);

/// out = (1 + Re z / r) / 2 · z, and the gradient of z.
template <class T>
void cardioid(const Planes<T>& planes);
template <class T>
void cardioid_back(const Planes<T>& planes);

/// out = a x + c; out = a g + b x + c; a, b, c one a column [W].
template <class T>
void affine(const Planes<T>& planes, const T* a, const T* c);
template <class T>
void affine(const Planes<T>& planes, const T* a, const T* b, const T* c);

/// The columns' sums of g and of g (x - mean), [2, W].
template <class T>
std::vector<double> sums(const Planes<T>& planes, const T* mean);

}  // namespace blackbody

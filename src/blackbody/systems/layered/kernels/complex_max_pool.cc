#include "blackbody/systems/layered/kernels/complex_max_pool.h"

#include <ATen/Parallel.h>

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blackbody/systems/layered/kernels/complex_max_pool.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace blackbody {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

/// x, out: pairs (Re, Im) of as many channels as D has lanes; which: one number a channel.
template <class T, class D>
HWY_ATTR HWY_INLINE void ComplexMaxPool(D d, const Windows& w, const T* x, T* out, T* which) {
    auto most = hn::Set(d, -1), re = hn::Zero(d), im = re, place = re;
    for (std::int64_t y = 0; y < w.window[0]; ++y)
        for (std::int64_t c = 0; c < w.window[1]; ++c) {
            hn::Vec<D> a, b;
            hn::LoadInterleaved2(d, x + (y * w.in[1] + c) * 2 * w.channels, a, b);
            const auto light = hn::MulAdd(a, a, hn::Mul(b, b)),
                       number = hn::Set(d, static_cast<T>(y * w.window[1] + c));
            const auto is_more = hn::Gt(light, most);
            most = hn::IfThenElse(is_more, light, most), place = hn::IfThenElse(is_more, number, place);
            re = hn::IfThenElse(is_more, a, re), im = hn::IfThenElse(is_more, b, im);
        }
    hn::StoreInterleaved2(re, im, d, out);
    hn::StoreU(place, d, which);
}

/// Windows may overlap: gradients are added.
template <class T, class D>
HWY_ATTR HWY_INLINE void Back(D d, const Windows& w, const T* g, const T* which, T* gradient) {
    hn::Vec<D> re, im, a, b;
    hn::LoadInterleaved2(d, g, re, im);
    const auto place = hn::LoadU(d, which);
    for (std::int64_t y = 0; y < w.window[0]; ++y)
        for (std::int64_t c = 0; c < w.window[1]; ++c) {
            T* const to = gradient + (y * w.in[1] + c) * 2 * w.channels;
            const auto is_here = hn::Eq(place, hn::Set(d, static_cast<T>(y * w.window[1] + c)));
            hn::LoadInterleaved2(d, to, a, b);
            hn::StoreInterleaved2(hn::Add(a, hn::IfThenElseZero(is_here, re)),
                                  hn::Add(b, hn::IfThenElseZero(is_here, im)), d, to);
        }
}

/// Whole vectors of channels, then smaller ones. `f` takes a tag and a channel.
template <class T, class F>
HWY_ATTR HWY_INLINE void Channels(std::int64_t channels, const F& f) {
    std::int64_t j = 0;
    const auto all = [&](auto d) HWY_ATTR {
        for (const auto lanes = static_cast<std::int64_t>(hn::Lanes(d)); j + lanes <= channels; j += lanes) f(d, j);
    };
    all(hn::ScalableTag<T>());
    all(hn::CappedTag<T, 8>());
    all(hn::CappedTag<T, 4>());
    all(hn::CappedTag<T, 2>());
    all(hn::CappedTag<T, 1>());
}

template <class T>
HWY_ATTR void Sample(const Windows& w, const T* x, T* out, T* which) {
    for (std::int64_t y = 0; y < w.out[0]; ++y)
        for (std::int64_t c = 0; c < w.out[1]; ++c) {
            const T* const first = x + (y * w.stride[0] * w.in[1] + c * w.stride[1]) * 2 * w.channels;
            const std::int64_t result = (y * w.out[1] + c) * w.channels;
            Channels<T>(w.channels, [&](auto d, std::int64_t j) HWY_ATTR {
                ComplexMaxPool(d, w, first + 2 * j, out + 2 * (result + j), which + result + j);
            });
        }
}

template <class T>
HWY_ATTR void SampleBack(const Windows& w, const T* g, const T* which, T* gradient) {
    std::fill(gradient, gradient + w.in[0] * w.in[1] * 2 * w.channels, T{0});
    for (std::int64_t y = 0; y < w.out[0]; ++y)
        for (std::int64_t c = 0; c < w.out[1]; ++c) {
            T* const first = gradient + (y * w.stride[0] * w.in[1] + c * w.stride[1]) * 2 * w.channels;
            const std::int64_t result = (y * w.out[1] + c) * w.channels;
            Channels<T>(w.channels, [&](auto d, std::int64_t j) HWY_ATTR {
                Back(d, w, g + 2 * (result + j), which + result + j, first + 2 * j);
            });
        }
}

HWY_ATTR void SampleFloat(const Windows& w, const float* x, float* out, float* which) { Sample(w, x, out, which); }
HWY_ATTR void SampleDouble(const Windows& w, const double* x, double* out, double* which) { Sample(w, x, out, which); }
HWY_ATTR void SampleBackFloat(const Windows& w, const float* g, const float* which, float* to) {
    SampleBack(w, g, which, to);
}
HWY_ATTR void SampleBackDouble(const Windows& w, const double* g, const double* which, double* to) {
    SampleBack(w, g, which, to);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace blackbody
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace blackbody {
namespace {

HWY_EXPORT(SampleFloat);
HWY_EXPORT(SampleDouble);
HWY_EXPORT(SampleBackFloat);
HWY_EXPORT(SampleBackDouble);

void sample(const Windows& w, const float* x, float* out, float* which) {
    HWY_DYNAMIC_DISPATCH(SampleFloat)(w, x, out, which);
}
void sample(const Windows& w, const double* x, double* out, double* which) {
    HWY_DYNAMIC_DISPATCH(SampleDouble)(w, x, out, which);
}
void sample_back(const Windows& w, const float* g, const float* which, float* to) {
    HWY_DYNAMIC_DISPATCH(SampleBackFloat)(w, g, which, to);
}
void sample_back(const Windows& w, const double* g, const double* which, double* to) {
    HWY_DYNAMIC_DISPATCH(SampleBackDouble)(w, g, which, to);
}

}  // namespace

template <class T>
void complex_max_pool(const Windows& w, const T* x, T* out, T* which) {
    const std::int64_t in = 2 * w.in[0] * w.in[1] * w.channels, left = w.out[0] * w.out[1] * w.channels;
    at::parallel_for(0, w.samples, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t n = begin; n < end; ++n) sample(w, x + n * in, out + 2 * n * left, which + n * left);
    });
}

template <class T>
void complex_max_pool_back(const Windows& w, const T* g, const T* which, T* gradient) {
    const std::int64_t in = 2 * w.in[0] * w.in[1] * w.channels, left = w.out[0] * w.out[1] * w.channels;
    at::parallel_for(0, w.samples, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t n = begin; n < end; ++n)
            sample_back(w, g + 2 * n * left, which + n * left, gradient + n * in);
    });
}

template void complex_max_pool(const Windows&, const float*, float*, float*);
template void complex_max_pool(const Windows&, const double*, double*, double*);
template void complex_max_pool_back(const Windows&, const float*, const float*, float*);
template void complex_max_pool_back(const Windows&, const double*, const double*, double*);

}  // namespace blackbody
#endif

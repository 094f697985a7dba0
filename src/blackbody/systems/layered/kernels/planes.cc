#include "blackbody/systems/layered/kernels/planes.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <type_traits>

// Compile this file once for every instruction set; the best one is chosen when the program runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blackbody/systems/layered/kernels/planes.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BLACKBODY_WAVE_PLANES_PART
#define BLACKBODY_WAVE_PLANES_PART
namespace blackbody {

enum class PlaneOperation { modrelu, modrelu_back, cardioid, cardioid_back, affine, affine_of_two, sums };

/// Rows first .. last - 1 of the planes, and what columns have, repeated so often that vectors meet it in step.
template <class T>
struct Part {
    const Planes<T>& planes;
    const T *a = nullptr, *b = nullptr, *c = nullptr;  ///< [lanes · C] or [lanes · W]
    std::int64_t first = 0, last = 0;
    double* sums = nullptr;  ///< of the columns, to be added to
};

}  // namespace blackbody
#endif

HWY_BEFORE_NAMESPACE();
namespace blackbody {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Calls f.at(d, offset into numbers or pairs, offset into the repeated columns): whole vectors, then one by one.
/// `columns` of them are in a row of the planes.
template <class T, class F>
HWY_ATTR void OverRows(const Part<T>& part, std::int64_t columns, F& f) {
    const hn::ScalableTag<T> d;
    const hn::CappedTag<T, 1> one;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d)), block = lanes * columns;
    const std::int64_t end = part.last * columns;
    std::int64_t at = part.first * columns;
    for (; at + block <= end; at += block)
        for (std::int64_t j = 0; j < block; j += lanes) f.at(d, at + j, j);
    std::int64_t j = 0;
    for (; at + j + lanes <= end; j += lanes) f.at(d, at + j, j);
    for (; at + j < end; ++j) f.at(one, at + j, j);
}

/// Re and Im of as many numbers as a vector has lanes.
template <class D>
struct Wave {
    hn::Vec<D> re, im;
};
template <class D, class T>
HWY_INLINE Wave<D> LoadWave(D d, const T* pairs) {
    Wave<D> z;
    hn::LoadInterleaved2(d, pairs, z.re, z.im);
    return z;
}
template <class D, class T>
HWY_INLINE void StoreWave(D d, hn::Vec<D> re, hn::Vec<D> im, T* pairs) {
    hn::StoreInterleaved2(re, im, d, pairs);
}
template <class D>
HWY_INLINE hn::Vec<D> Dot(const Wave<D>& a, const Wave<D>& b) {
    return hn::MulAdd(a.re, b.re, hn::Mul(a.im, b.im));
}
/// r, or 1 where it is 0.
template <class D>
HWY_INLINE hn::Vec<D> Safe(D d, hn::Vec<D> r) {
    return hn::IfThenElse(hn::Gt(r, hn::Zero(d)), r, hn::Set(d, 1));
}

template <class T>
struct ModRelu {
    const Part<T>& part;
    template <class D>
    HWY_ATTR void at(D d, std::int64_t i, std::int64_t j) {
        const auto z = LoadWave(d, part.planes.x + 2 * i);
        const auto r = hn::Sqrt(Dot(z, z)), open = hn::Add(r, hn::LoadU(d, part.a + j));
        const auto f = hn::Div(hn::Max(open, hn::Zero(d)), Safe(d, r));
        StoreWave(d, hn::Mul(z.re, f), hn::Mul(z.im, f), part.planes.out + 2 * i);
    }
};

/// ∇ = f g - b (g·z) z / r³ with f = 1 + b / r, where r + b > 0; dL/db = (g·z) / r.
template <class T>
struct ModReluBack {
    const Part<T>& part;
    T* sum;  ///< [lanes · C]
    template <class D>
    HWY_ATTR void at(D d, std::int64_t i, std::int64_t j) {
        const auto z = LoadWave(d, part.planes.x + 2 * i), g = LoadWave(d, part.planes.g + 2 * i);
        const auto b = hn::LoadU(d, part.a + j), r = hn::Sqrt(Dot(z, z)), open = hn::Add(r, b);
        const auto one_over = hn::Div(hn::Set(d, 1), Safe(d, r)), along = hn::Mul(Dot(g, z), one_over);
        const auto keeps = hn::Gt(open, hn::Zero(d)), f = hn::IfThenElseZero(keeps, hn::Mul(open, one_over));
        const auto turned = hn::Mul(hn::Mul(b, along), hn::Mul(one_over, one_over)),
                   t = hn::IfThenElseZero(keeps, turned);
        StoreWave(d, hn::NegMulAdd(t, z.re, hn::Mul(f, g.re)), hn::NegMulAdd(t, z.im, hn::Mul(f, g.im)),
                  part.planes.out + 2 * i);
        hn::StoreU(hn::Add(hn::LoadU(d, sum + j), hn::IfThenElseZero(keeps, along)), d, sum + j);
    }
};

template <class T>
struct Cardioid {
    const Part<T>& part;
    template <class D>
    HWY_ATTR void at(D d, std::int64_t i, std::int64_t) {
        const auto z = LoadWave(d, part.planes.x + 2 * i);
        const auto half = hn::Set(d, static_cast<T>(.5)), r = Safe(d, hn::Sqrt(Dot(z, z)));
        const auto f = hn::MulAdd(half, hn::Div(z.re, r), half);
        StoreWave(d, hn::Mul(z.re, f), hn::Mul(z.im, f), part.planes.out + 2 * i);
    }
};

/// ∇ = f g + (g·z) sin (sin, -cos) / 2r of the angle of z.
template <class T>
struct CardioidBack {
    const Part<T>& part;
    template <class D>
    HWY_ATTR void at(D d, std::int64_t i, std::int64_t) {
        const auto z = LoadWave(d, part.planes.x + 2 * i), g = LoadWave(d, part.planes.g + 2 * i);
        const auto half = hn::Set(d, static_cast<T>(.5));
        const auto one_over = hn::Div(hn::Set(d, 1), Safe(d, hn::Sqrt(Dot(z, z))));
        const auto cosine = hn::Mul(z.re, one_over), sine = hn::Mul(z.im, one_over);
        const auto f = hn::MulAdd(half, cosine, half);
        const auto t = hn::Mul(hn::Mul(half, sine), hn::Mul(Dot(g, z), one_over));
        StoreWave(d, hn::MulAdd(t, sine, hn::Mul(f, g.re)), hn::NegMulAdd(t, cosine, hn::Mul(f, g.im)),
                  part.planes.out + 2 * i);
    }
};

template <class T>
struct Affine {
    const Part<T>& part;
    template <class D>
    HWY_ATTR void at(D d, std::int64_t i, std::int64_t j) {
        const auto x = hn::LoadU(d, part.planes.x + i);
        hn::StoreU(hn::MulAdd(hn::LoadU(d, part.a + j), x, hn::LoadU(d, part.c + j)), d, part.planes.out + i);
    }
};

template <class T>
struct AffineOfTwo {
    const Part<T>& part;
    template <class D>
    HWY_ATTR void at(D d, std::int64_t i, std::int64_t j) {
        const auto x = hn::LoadU(d, part.planes.x + i), g = hn::LoadU(d, part.planes.g + i);
        const auto rest = hn::MulAdd(hn::LoadU(d, part.b + j), x, hn::LoadU(d, part.c + j));
        hn::StoreU(hn::MulAdd(hn::LoadU(d, part.a + j), g, rest), d, part.planes.out + i);
    }
};

template <class T>
struct Sums {
    const Part<T>& part;
    T *sum, *product;  ///< [lanes · W] each
    template <class D>
    HWY_ATTR void at(D d, std::int64_t i, std::int64_t j) {
        const auto x = hn::LoadU(d, part.planes.x + i), g = hn::LoadU(d, part.planes.g + i);
        hn::StoreU(hn::Add(hn::LoadU(d, sum + j), g), d, sum + j);
        const auto away = hn::Sub(x, hn::LoadU(d, part.a + j));
        hn::StoreU(hn::MulAdd(g, away, hn::LoadU(d, product + j)), d, product + j);
    }
};

template <class T>
HWY_ATTR void Fold(const std::vector<T>& repeated, std::int64_t columns, double* sums) {
    for (std::size_t j = 0; j < repeated.size(); ++j) sums[j % columns] += static_cast<double>(repeated[j]);
}

template <class T>
HWY_ATTR void Run(PlaneOperation step, const Part<T>& part) {
    const std::int64_t width = part.planes.width, channels = width / 2;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(hn::ScalableTag<T>()));
    const auto each = [&](std::int64_t columns, auto f) HWY_ATTR { OverRows(part, columns, f); };
    switch (step) {
        case PlaneOperation::modrelu:
            return each(channels, ModRelu<T>{part});
        case PlaneOperation::cardioid:
            return each(channels, Cardioid<T>{part});
        case PlaneOperation::cardioid_back:
            return each(channels, CardioidBack<T>{part});
        case PlaneOperation::affine:
            return each(width, Affine<T>{part});
        case PlaneOperation::affine_of_two:
            return each(width, AffineOfTwo<T>{part});
        case PlaneOperation::modrelu_back: {
            std::vector<T> sum(lanes * channels);
            each(channels, ModReluBack<T>{part, sum.data()});
            return Fold(sum, channels, part.sums);
        }
        case PlaneOperation::sums: {
            std::vector<T> sum(lanes * width), product(lanes * width);
            each(width, Sums<T>{part, sum.data(), product.data()});
            Fold(sum, width, part.sums);
            return Fold(product, width, part.sums + width);
        }
    }
}

HWY_ATTR void RunFloat(PlaneOperation step, const Part<float>& part) { Run(step, part); }
HWY_ATTR void RunDouble(PlaneOperation step, const Part<double>& part) { Run(step, part); }
HWY_ATTR std::int64_t Lanes(bool is_double) {
    return static_cast<std::int64_t>(is_double ? hn::Lanes(hn::ScalableTag<double>())
                                               : hn::Lanes(hn::ScalableTag<float>()));
}

}  // namespace HWY_NAMESPACE
}  // namespace blackbody
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace blackbody {
namespace {

HWY_EXPORT(RunFloat);
HWY_EXPORT(RunDouble);
HWY_EXPORT(Lanes);

void run_part(PlaneOperation step, const Part<float>& part) { HWY_DYNAMIC_DISPATCH(RunFloat)(step, part); }
void run_part(PlaneOperation step, const Part<double>& part) { HWY_DYNAMIC_DISPATCH(RunDouble)(step, part); }

/// Columns, one after another, as often as a vector has lanes.
template <class T>
std::vector<T> repeated(const T* columns, std::int64_t count) {
    std::vector<T> all;
    const std::int64_t lanes = HWY_DYNAMIC_DISPATCH(Lanes)(std::is_same_v<T, double>);
    for (std::int64_t i = 0; columns != nullptr && i < lanes; ++i) all.insert(all.end(), columns, columns + count);
    return all;
}

/// What a step reads and gives a column.
template <class T>
struct Columns {
    std::int64_t count = 0;         ///< C or W
    std::array<const T*, 3> own{};  ///< [count] each
    std::int64_t sums = 0;          ///< so many numbers
};

/// Over all rows, in parts of a size that no number of threads changes.
template <class T>
std::vector<double> over_rows(PlaneOperation step, const Planes<T>& planes, const Columns<T>& columns) {
    constexpr std::int64_t rows = 1024;
    std::array<std::vector<T>, 3> own;
    for (int i = 0; i < 3; ++i) own[i] = repeated(columns.own[i], columns.count);
    const std::int64_t parts = (planes.rows + rows - 1) / rows;
    std::vector<double> by_part(parts * columns.sums), all(columns.sums);
    at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p)
            run_part(step, Part<T>{planes, own[0].data(), own[1].data(), own[2].data(), p * rows,
                                   std::min(planes.rows, (p + 1) * rows), by_part.data() + p * columns.sums});
    });
    for (std::size_t i = 0; i < by_part.size(); ++i) all[i % columns.sums] += by_part[i];
    return all;
}

}  // namespace

template <class T>
void modrelu(const Planes<T>& planes, const T* level) {
    over_rows(PlaneOperation::modrelu, planes, {planes.width / 2, {level}});
}
template <class T>
std::vector<double> modrelu_back(const Planes<T>& planes, const T* level) {
    return over_rows(PlaneOperation::modrelu_back, planes, {planes.width / 2, {level}, planes.width / 2});
}
template <class T>
void cardioid(const Planes<T>& planes) {
    over_rows(PlaneOperation::cardioid, planes, {planes.width / 2});
}
template <class T>
void cardioid_back(const Planes<T>& planes) {
    over_rows(PlaneOperation::cardioid_back, planes, {planes.width / 2});
}
template <class T>
void affine(const Planes<T>& planes, const T* a, const T* c) {
    over_rows(PlaneOperation::affine, planes, {planes.width, {a, nullptr, c}});
}
template <class T>
void affine(const Planes<T>& planes, const T* a, const T* b, const T* c) {
    over_rows(PlaneOperation::affine_of_two, planes, {planes.width, {a, b, c}});
}
template <class T>
std::vector<double> sums(const Planes<T>& planes, const T* mean) {
    return over_rows(PlaneOperation::sums, planes, {planes.width, {mean}, 2 * planes.width});
}

template void modrelu(const Planes<float>&, const float*);
template void modrelu(const Planes<double>&, const double*);
template std::vector<double> modrelu_back(const Planes<float>&, const float*);
template std::vector<double> modrelu_back(const Planes<double>&, const double*);
template void cardioid(const Planes<float>&);
template void cardioid(const Planes<double>&);
template void cardioid_back(const Planes<float>&);
template void cardioid_back(const Planes<double>&);
template void affine(const Planes<float>&, const float*, const float*);
template void affine(const Planes<double>&, const double*, const double*);
template void affine(const Planes<float>&, const float*, const float*, const float*);
template void affine(const Planes<double>&, const double*, const double*, const double*);
template std::vector<double> sums(const Planes<float>&, const float*);
template std::vector<double> sums(const Planes<double>&, const double*);

}  // namespace blackbody
#endif

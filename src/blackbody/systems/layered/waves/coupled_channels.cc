#include "blackbody/systems/layered/waves/coupled_channels.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/imag.h>
#include <ATen/ops/real.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>

namespace blackbody {

at::Tensor hermitian(const at::Tensor& numbers) {
    const auto n = [&](std::int64_t i) { return numbers.select(-1, i); };
    const at::Tensor zero = at::zeros_like(n(0)), a = at::complex(n(3), n(4)), b = at::complex(n(5), n(6)),
                     c = at::complex(n(7), n(8));
    const auto row = [](const at::Tensor& x, const at::Tensor& y, const at::Tensor& z) {
        return at::stack({x, y, z}, -1);
    };
    return at::stack({row(at::complex(n(0), zero), a, b), row(a.conj(), at::complex(n(1), zero), c),
                      row(b.conj(), c.conj(), at::complex(n(2), zero))},
                     -2);
}

at::Tensor coupled_channels(const at::Tensor& z, const at::Tensor& coupling) {
    const at::Tensor intensity = at::real(z) * at::real(z) + at::imag(z) * at::imag(z),
                     strength = intensity / (1 + intensity);
    const auto k = [&](std::int64_t row, std::int64_t column) { return coupling.select(-2, row).select(-1, column); };
    const at::Tensor ig = at::complex(at::zeros_like(strength), strength), squared = ig * ig;

    // (1 - iK) and (1 + iK)^{-1} commute: S e_0 = 2 (1 + iK)^{-1} e_0 - e_0, by the cofactors of its first row.
    const at::Tensor inner = k(1, 1) * k(2, 2) - k(1, 2) * k(2, 1), left = k(1, 2) * k(2, 0) - k(1, 0) * k(2, 2),
                     right = k(1, 0) * k(2, 1) - k(1, 1) * k(2, 0);
    const at::Tensor first = 1 + ig * (k(1, 1) + k(2, 2)) + squared * inner, second = squared * left - ig * k(1, 0),
                     third = squared * right - ig * k(2, 0);
    const at::Tensor determinant = (1 + ig * k(0, 0)) * first + ig * (k(0, 1) * second + k(0, 2) * third);
    const at::Tensor twice = 2 * z / determinant;
    return at::stack({twice * first - z, twice * second, twice * third}, -1);
}

}  // namespace blackbody

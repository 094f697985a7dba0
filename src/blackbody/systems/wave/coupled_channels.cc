#include "blackbody/systems/wave/coupled_channels.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/imag.h>
#include <ATen/ops/linalg_solve.h>
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
                     strength = (intensity / (1 + intensity)).unsqueeze(-1).unsqueeze(-1);
    const at::Tensor one = at::eye(3, z.options()), ik = c10::complex<double>(0, 1) * (strength * coupling);
    // (1 - iK) and (1 + iK)^{-1} commute: S e_0 = (1 + iK)^{-1} (1 - iK) e_0.
    const at::Tensor first = at::linalg_solve(one + ik, (one - ik).select(-1, 0));
    return first * z.unsqueeze(-1);
}

}  // namespace blackbody

#include "blackbody/instruments/controls/draws.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <numbers>

namespace blackbody {

at::Tensor uniform_draws(std::int64_t n, Seed seed) {
    const at::Tensor draws = at::empty({(n + 3) / 4 * 4}, at::kDouble);
    double* out = draws.data_ptr<double>();
    for (std::int64_t i = 0; i < n; i += 4)
        for (const std::uint32_t word : philox(seed, 0, static_cast<std::uint64_t>(i)))
            *out++ = (static_cast<double>(word) + 0.5) * 0x1p-32;
    return draws.narrow(0, 0, n);
}

at::Tensor normal_draws(std::int64_t n, Seed seed) {
    const std::int64_t half = (n + 1) / 2;
    const at::Tensor uniform = uniform_draws(2 * half, seed);
    const at::Tensor radius = uniform.narrow(0, 0, half).log().mul_(-2).sqrt_();
    const at::Tensor angle = uniform.narrow(0, half, half).mul(2 * std::numbers::pi);
    return at::cat({angle.cos().mul_(radius), angle.sin().mul_(radius)}).narrow(0, 0, n);
}

}  // namespace blackbody

#include "blackbody/loading/noise.h"

#include <ATen/ops/empty.h>

#include <functional>
#include <numeric>

namespace blackbody {

NoiseSource::NoiseSource(std::string name, std::vector<std::int64_t> shape, std::int64_t samples, Seed seed)
    : name_(std::move(name)), shape_(std::move(shape)), samples_(samples), seed_(seed_for(seed, "noise")) {}

Batch NoiseSource::read(std::int64_t first, std::int64_t count) const {
    std::vector<std::int64_t> sizes{count};
    sizes.insert(sizes.end(), shape_.begin(), shape_.end());
    at::Tensor values = at::empty(sizes, at::kFloat);
    const std::int64_t units = std::accumulate(shape_.begin(), shape_.end(), std::int64_t{1}, std::multiplies<>());
    float* out = values.data_ptr<float>();
    for (std::int64_t n = 0; n < count; ++n) {
        Random random(seed_, first + n);
        for (std::int64_t u = 0; u < units; ++u) *out++ = static_cast<float>(random.normal());
    }
    return {{{name_, values}}, {}, first, count};
}

}  // namespace blackbody

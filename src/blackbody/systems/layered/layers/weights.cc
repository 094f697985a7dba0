#include "blackbody/systems/layered/layers/weights.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/view_as_complex.h>
#include <ATen/ops/view_as_real.h>

#include <cmath>

namespace blackbody {

at::Tensor normal_tensor(at::IntArrayRef sizes, double deviation, const LayerPlace& place) {
    double count = 1;
    for (const std::int64_t size : sizes) count *= static_cast<double>(size);
    require_room(place, count);
    at::Tensor values = at::empty(sizes, at::kDouble);
    double* const v = values.mutable_data_ptr<double>();
    for (std::int64_t i = 0; i < values.numel(); ++i) v[i] = deviation * place.random->normal();
    return values.to(place.type);
}

at::Tensor first_weight(std::vector<std::int64_t> sizes, std::int64_t fan_in, const LayerPlace& place) {
    const bool is_complex = place.field == Field::complex;
    if (is_complex) sizes.push_back(2);
    return normal_tensor(sizes, std::sqrt((is_complex ? 1. : 2.) / static_cast<double>(fan_in)), place);
}

at::Tensor acting_on_planes(const at::Tensor& weight, Field input) {
    const at::Tensor a = weight.select(-1, 0), b = weight.select(-1, 1);
    std::vector<std::int64_t> sizes = a.sizes().vec();
    sizes[0] *= 2;
    if (input == Field::real) return at::stack({a, b}, 1).reshape(sizes);
    sizes[1] *= 2;
    return at::stack({at::stack({a, -b}, 2), at::stack({b, a}, 2)}, 1).reshape(sizes);
}

at::Tensor shown(const at::Tensor& weight, Field field) {
    return field == Field::complex ? at::view_as_complex(weight.detach()) : weight.detach();
}

at::Tensor kept(const at::Tensor& weight, Field field) {
    return field == Field::complex ? at::view_as_real(weight.contiguous()).clone() : weight.clone();
}

}  // namespace blackbody
